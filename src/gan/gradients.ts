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
import { joined } from "./optimizers/flat";
import type { State } from "./state";

/**
 * The value of `f` at `parameters`, its gradient by each of them, and whatever else `f` computed on the way (`aux`).
 * To be called within a `tidy`.
 */
export function valueAndGradients<Aux extends Record<string, Tensor>>(
  parameters: State,
  f: (parameters: State) => { value: Scalar; aux: Aux },
): { value: Scalar; gradients: State; aux: Aux } {
  const names = Object.keys(parameters);
  let kept: Aux | undefined;
  // tfjs frees everything in the function but its value: what else is wanted must be kept from that, and freed later.
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
 * The partial derivative of `f` at `x` by its argument: whatever else `f` is made of is held fixed, also where that depends on `x`,
 * as the weights of an unrolled D do on the batch at which they were found. To be called within a `tidy`.
 */
export function gradientByInput(f: (x: Tensor) => Scalar, x: Tensor): Tensor {
  // The tape follows every way from the tensor that it is asked for. A clone has no other way than through `f`'s argument.
  return grad(f)(x.clone());
}

/** Euclidean norm over all gradients of a network. */
export function globalNorm(gradients: State): Scalar {
  const halves = Object.values(joined(gradients)).map((x) =>
    engine().runKernel<Scalar>("L2Loss", { x }),
  );
  return (halves.length === 1 ? halves[0]! : addN(halves)).mul(2).sqrt() as Scalar;
}
