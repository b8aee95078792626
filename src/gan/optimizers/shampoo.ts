import { matMul, scalar, sqrt, square, type Tensor, type Tensor2D, zeros } from "../../tensor/tf";
import { globalNorm } from "../gradients";
import { entry, mapTree, type Tree, zipTrees } from "../tree";
import { asMatrix, matrices } from "./matrices";
import { inverseRoot } from "./matrix-root";
import { type RunningMean, type RunningMeanLayout, runningMean } from "./slots";
import { type Transformation, withSlots } from "./transformation";

/* Shampoo: a preconditioner for the rows of a matrix and one for its columns. */

interface ShampooConfig {
  beta2: number;
  epsilon: number;
  ridge: number;
  maxSize: number;
  grafting?: "rmsprop" | "none" | undefined;
}

/** The running means of G G^T, of G^T G, and of the squared gradients. */
interface ShampooSlots {
  left: RunningMean;
  right: RunningMean;
  v: RunningMean;
}

type Side = 0 | 1;

/**
 * Shampoo (Gupta et al. 2018, algorithm 1) with running means in place of sums (Anil et al. 2020):
 * u = L^(-1/4) G R^(-1/4), with L and R the bias-corrected means of G G^T and G^T G. A side with
 * more than `maxSize` entries has no preconditioner, and the other then has the exponent -1/2.
 * Parameters without any move as by RMSprop, d = g / (sqrt(vhat) + epsilon). With grafting on
 * RMSprop u has the length of d, so that a learning rate means what it does there.
 */
export function shampoo(config: ShampooConfig): Transformation<ShampooSlots> {
  const { beta2, epsilon, maxSize } = config;
  const [left, right] = [ofSide("leftMoment", 0, config), ofSide("rightMoment", 1, config)];
  const v = runningMean("secondMoment", beta2);
  return withSlots<ShampooSlots>({ left, right, v }, (gradients, old) => {
    const gram = (side: Side): Tree =>
      mapTree(withSide(gradients, side, maxSize), (g) => {
        const matrix = asMatrix(g);
        return matMul(matrix, matrix, side === 1, side === 0);
      });
    const next = {
      left: left.next(gram(0), old.left),
      right: right.next(gram(1), old.right),
      v: v.next(mapTree(gradients, square), old.v),
    };
    const root = sqrt(next.v.correction);
    const diagonal = zipTrees(gradients, next.v.means, (g, second) =>
      g.mul(root).div(sqrt(second).add(root.mul(epsilon))),
    );
    const updates = mapTree(gradients, (g, name) => {
      const d = entry(diagonal, name);
      const sides = [next.left, next.right].map(({ means, correction }) =>
        Object.hasOwn(means, name) ? entry(means, name).div<Tensor2D>(correction) : undefined,
      );
      const u = preconditioned(g, sides, config);
      if (!u) return d;
      return config.grafting === "none" ? u : withLengthOf(d, u);
    });
    return { updates, slots: next };
  });
}

/** The running mean of a side's products, a square matrix for each parameter that has the side. */
const ofSide = (
  name: string,
  side: Side,
  { beta2, maxSize }: ShampooConfig,
): RunningMeanLayout => ({
  ...runningMean(name, beta2),
  init: (parameters) => ({
    means: mapTree(withSide(parameters, side, maxSize), (parameter) => {
      const size = asMatrix(parameter).shape[side];
      return zeros([size, size]);
    }),
    count: scalar(0),
  }),
});

/** The matrices of which a side has at most `maxSize` entries. */
function withSide(tree: Tree, side: Side, maxSize: number): Tree {
  const names = matrices(tree);
  return Object.fromEntries(
    Object.entries(tree).filter(
      ([name, parameter]) => names.has(name) && asMatrix(parameter).shape[side] <= maxSize,
    ),
  );
}

/** L^(-1/p) G R^(-1/p), with p twice the number of sides; undefined where there is none. */
function preconditioned(
  g: Tensor,
  [left, right]: readonly (Tensor2D | undefined)[],
  { ridge }: ShampooConfig,
): Tensor | undefined {
  if (!left && !right) return undefined;
  const p = left && right ? 4 : 2;
  let u = asMatrix(g);
  if (left) u = matMul(inverseRoot(left, p, ridge), u);
  if (right) u = matMul(u, inverseRoot(right, p, ridge));
  return u.reshape(g.shape);
}

/** The least length that a direction is divided by. */
const MIN_LENGTH = 1e-30;

const withLengthOf = (d: Tensor, u: Tensor): Tensor =>
  u.mul(globalNorm({ d }).div(globalNorm({ u }).maximum(MIN_LENGTH)));
