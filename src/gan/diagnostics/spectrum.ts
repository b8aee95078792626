import { NETWORKS, type NetworkName } from "../../shared/run/run";
import { tensor, tidy } from "../../tensor/tf";
import { type Game, type GameVector, hessianProduct, jacobianProduct } from "../game";
import { mapTree, type Tree } from "../tree";
import { type Eigenvalue, type EigenvalueOptions, leadingEigenvalues } from "./eigenvalues";

/* The curvature of a game at a place: eigenvalues of its Jacobian and of both players' Hessians. */

export interface GameSpectrum {
  /**
   * Of J, the Jacobian of v = (grad_G L_G, grad_D L_D). Gradient descent is drawn to the place where
   * all real parts are positive, and circles it where imaginary parts are much the larger
   * (Mescheder et al. 2017; Berard et al. 2020).
   */
  jacobian: Eigenvalue[];
  /** Of each player's own Hessian, the other's weights held fixed. They are real. */
  hessians: Record<NetworkName, Eigenvalue[]>;
}

/**
 * The leading eigenvalues of a game at a place, by products with J and with the Hessians.
 * @param start Random numbers, one for each weight of both players, G's first.
 */
export function gameSpectrum(
  game: Game,
  at: GameVector,
  start: Float64Array,
  options: EigenvalueOptions,
): GameSpectrum {
  const ofG = sizeOf(at.generator);
  const starts = { generator: start.subarray(0, ofG), discriminator: start.subarray(ofG) };
  const hessian = (player: NetworkName): Eigenvalue[] =>
    leadingEigenvalues(
      (x) =>
        numbersOf(() => {
          const c = treeOf(at[player], x);
          return [hessianProduct(game[player], at, { rows: player, by: player }, c)];
        }),
      starts[player],
      options,
    );
  return {
    jacobian: leadingEigenvalues(
      (x) =>
        numbersOf(() => {
          const generator = treeOf(at.generator, x.subarray(0, ofG));
          const discriminator = treeOf(at.discriminator, x.subarray(ofG));
          const image = jacobianProduct(game, at, { generator, discriminator });
          return NETWORKS.map((player) => image[player]);
        }),
      start,
      options,
    ),
    hessians: { generator: hessian("generator"), discriminator: hessian("discriminator") },
  };
}

/** The number of numbers in a tree. */
export const sizeOf = (tree: Tree): number =>
  Object.values(tree).reduce((sum, { size }) => sum + size, 0);

/** Tensors of the shapes of those in `like`, from their numbers one after another. */
function treeOf(like: Tree, numbers: Float64Array): Tree {
  let from = 0;
  return mapTree(like, ({ shape, size }) => {
    const part = numbers.subarray(from, from + size);
    from += size;
    return tensor(Float32Array.from(part), shape);
  });
}

/** All numbers of trees, one after another. */
function numbersOf(f: () => readonly Tree[]): Float64Array {
  const parts: Float32Array[] = [];
  tidy(() => {
    for (const tree of f())
      for (const x of Object.values(tree)) parts.push(Float32Array.from(x.dataSync()));
  });
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
