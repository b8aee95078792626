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
import { element, mapTree, type Tree, zip } from "./tree";

/* Gradients of functions of named parameters, and their norm. */

/**
 * Computes the value of `f` at `parameters`, its gradient with respect to each of them, and the
 * auxiliary tensors that `f` returns beside its value (`aux`), as JAX's
 * `value_and_grad(has_aux=True)` does. The caller must be inside a `tidy`.
 */
export function valueAndGradients<Aux extends Record<string, Tensor>>(
  parameters: Tree,
  f: (parameters: Tree) => { value: Scalar; aux: Aux },
): { value: Scalar; gradients: Tree; aux: Aux } {
  const named = (tensors: readonly Tensor[]): Tree =>
    Object.fromEntries(zip(Object.keys(parameters), tensors));
  // tfjs frees everything that the function makes except its value. So the auxiliary tensors are
  // kept until the gradients are known, then cloned into the caller's `tidy`, and freed.
  let kept: Tree = {};
  const { value, grads } = valueAndGrads((...tensors: Tensor[]) => {
    const result = f(named(tensors));
    kept = mapTree(result.aux, (tensor) => keep(tensor.clone()));
    return result.value;
  })(Object.values(parameters));
  const aux = tidy(() => mapTree(kept, (tensor) => tensor.clone())) as Aux;
  dispose(kept);
  return { value: value as Scalar, gradients: named(grads), aux };
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
export function globalNorm(gradients: Tree): Scalar {
  const halfSquares = Object.values(concatSmall(gradients)).map((x) =>
    engine().runKernel<Scalar>("L2Loss", { x }),
  );
  const sum = halfSquares.length === 1 ? element(halfSquares, 0) : addN(halfSquares);
  return sum.mul(2).sqrt() as Scalar;
}
