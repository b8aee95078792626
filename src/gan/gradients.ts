import {
  addN,
  dispose,
  engine,
  grad,
  keep,
  tidy,
  valueAndGrads,
  type Scalar,
  type Tensor,
} from "../tensor/tf";
import { concatSmall } from "./optimizers/flatten";
import type { State } from "./state";

/**
 * Computes the value of `f` at `parameters`, its gradient with respect to each of them, and the
 * auxiliary tensors that `f` returns beside its value (`aux`), as JAX's
 * `value_and_grad(has_aux=True)` does. The caller must be inside a `tidy`.
 */
export function valueAndGradients<Aux extends Record<string, Tensor>>(
  parameters: State,
  f: (parameters: State) => { value: Scalar; aux: Aux },
): { value: Scalar; gradients: State; aux: Aux } {
  const names = Object.keys(parameters);
  let kept: Aux | undefined;
  // tfjs frees everything that the function makes except its value. So the auxiliary tensors are
  // kept until the gradients are known, then cloned into the caller's `tidy`, and freed.
  const { value, grads } = valueAndGrads((...tensors: Tensor[]) => {
    const result = f(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])));
    kept = Object.fromEntries(
      Object.entries(result.aux).map(([name, tensor]) => [name, keep(tensor.clone())]),
    ) as Aux;
    return result.value;
  })(Object.values(parameters));
  const aux = tidy(
    () =>
      Object.fromEntries(
        Object.entries(kept!).map(([name, tensor]) => [name, tensor.clone()]),
      ) as Aux,
  );
  dispose(kept!);
  return {
    value: value as Scalar,
    gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]!])),
    aux,
  };
}

/**
 * The partial derivative of `f` with respect to its argument, at `x`. Whatever else `f` uses is
 * held fixed, even where it depends on `x`: the weights of an unrolled D depend on the batch on
 * which it was unrolled. The caller must be inside a `tidy`.
 */
export function gradientByInput(f: (x: Tensor) => Scalar, x: Tensor): Tensor {
  // The tape follows every path from the tensor that it differentiates by. A clone of `x` has only
  // one path, the one through `f`'s argument.
  return grad(f)(x.clone());
}

/** The Euclidean norm of all of a network's gradients taken as one vector. */
export function globalNorm(gradients: State): Scalar {
  const halves = Object.values(concatSmall(gradients)).map((x) =>
    engine().runKernel<Scalar>("L2Loss", { x }),
  );
  return (halves.length === 1 ? halves[0]! : addN(halves)).mul(2).sqrt() as Scalar;
}
