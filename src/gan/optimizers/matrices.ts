import { dimension } from "../../tensor/shape";
import type { Tensor, Tensor2D } from "../../tensor/tf";
import type { Tree } from "../tree";

/* Which parameters are matrices, for optimizers that treat a matrix as a whole. */

/** The parameter as a matrix: all of its axes but the last, times the last. */
export const asMatrix = (parameter: Tensor): Tensor2D =>
  parameter.reshape([-1, dimension(parameter.shape, -1)]);

/**
 * Parameters of layers that are no matrices whatever their rank is: the rows of an embedding are
 * used one at a time, and a bias may have a number for each place of a picture.
 */
const NO_MATRIX = /(^|\/)(embedding|bias|gamma|beta)$/;

/** The names of all kernels. */
export const matrices = (parameters: Tree): ReadonlySet<string> =>
  new Set(
    Object.entries(parameters)
      .filter(([name, { rank }]) => rank >= 2 && !NO_MATRIX.test(name))
      .map(([name]) => name),
  );

/** The names of the kernels of all layers but the first and the last that have any. */
export function hiddenMatrices(parameters: Tree): ReadonlySet<string> {
  const names = [...matrices(parameters)];
  const layers = names.map(layerOf);
  const outer = new Set([layers.at(0), layers.at(-1)]);
  return new Set(names.filter((name) => !outer.has(layerOf(name))));
}

/** The layer of a parameter, `0` of `0/kernel`. A module's parameter may have none but its name. */
const layerOf = (name: string): string => /^.+(?=\/)/.exec(name)?.[0] ?? name;
