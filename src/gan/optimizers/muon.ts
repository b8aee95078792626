import { matMul, type Tensor, type Tensor2D } from "../../tensor/tf";
import { globalNorm } from "../gradients";
import { setting } from "../hyper";
import { mapTree, type Tree, zipTrees } from "../tree";
import { asMatrix, hiddenMatrices, matrices } from "./matrices";
import { perParameter } from "./slots";
import { type Transformation, withSlots } from "./transformation";

/* Muon: momentum whose update is made orthogonal, matrix by matrix. */

/** The coefficients a, b, c of the quintic iteration of `orthogonalized`. */
const QUINTIC = [3.4445, -4.775, 2.0315] as const;
const ITERATIONS = 5;
/** The least norm that a matrix is divided by. */
const MIN_NORM = 1e-7;

/**
 * The orthogonal factor U V^T of a matrix U S V^T, approximately: five Newton-Schulz steps X <- a X
 * + (b A + c A^2) X with A = X X^T, from X of norm 1 (Jordan et al. 2024). They bring singular
 * values to between 0.7 and 1.2, and no closer. A tall matrix takes A = X^T X from the other side,
 * which is smaller.
 */
function orthogonalized(matrix: Tensor2D): Tensor2D {
  const [rows, columns] = matrix.shape;
  const isTall = rows > columns;
  const [a, b, c] = QUINTIC;
  let x = matrix.div<Tensor2D>(globalNorm({ matrix }).maximum(MIN_NORM));
  for (let i = 0; i < ITERATIONS; i++) {
    const gram = isTall ? matMul(x, x, true, false) : matMul(x, x, false, true);
    const polynomial = gram.mul(b).add<Tensor2D>(matMul(gram, gram).mul(c));
    x = x.mul(a).add(isTall ? matMul(x, polynomial) : matMul(polynomial, x));
  }
  return x;
}

/**
 * Muon (Jordan et al. 2024, in the form of their code): m = momentum m + (1 - momentum) g, and u =
 * learningRate sqrt(max(1, outputs / inputs)) O(momentum m + (1 - momentum) g), with O as
 * `orthogonalized` and Nesterov's look ahead. A kernel is a matrix [inputs, outputs], and a
 * convolution's one of all but its last axis times the last.
 */
export const muon: Transformation<{ m: Tree }> = withSlots(
  { m: perParameter("momentumBuffer") },
  (gradients, old, hyper) => {
    const momentum = setting(hyper, "momentum");
    const towards = (mean: Tensor, g: Tensor): Tensor => g.add(mean.sub(g).mul(momentum));
    const m = zipTrees(old.m, gradients, towards);
    const ahead = zipTrees(m, gradients, towards);
    const learningRate = setting(hyper, "learningRate");
    const updates = mapTree(ahead, (direction) => {
      const matrix = asMatrix(direction);
      const [inputs, outputs] = matrix.shape;
      const scale = Math.sqrt(Math.max(1, outputs / inputs));
      return orthogonalized(matrix).mul(learningRate.mul(scale)).reshape(direction.shape);
    });
    return { updates, slots: { m } };
  },
);

/** Which parameters Muon takes; Adam takes the others. */
export const MUON_PARAMETERS = { hidden: hiddenMatrices, all: matrices } as const;
