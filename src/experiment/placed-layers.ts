import type { NetworkName } from "../shared/run/run";
import { classesOf } from "./classes";
import type { Path } from "./parse";
import { type Experiment, type Layer, layersOf } from "./schema";
import { outputShape, ShapeError } from "./layer-shapes";
import { discriminatorShape, type Shape } from "./shapes";

/* The layers of an experiment's networks with the shapes before and after each. */

/**
 * A layer of a network, also of one inside a residual block, with the shape of one sample before
 * and after it.
 */
export interface PlacedLayer {
  layer: Layer;
  /** From the network on: `["layers", 2, "shortcut", 0]`. */
  path: Path;
  input: Shape;
  output: Shape;
}

/** The shape of what a network is given. */
export const inputOf = (experiment: Experiment, network: NetworkName): Shape =>
  network === "generator" ? [experiment.latent.size] : discriminatorShape(experiment);

/**
 * The layers of a network, each block before what is inside it; none behind one that does not fit,
 * and none of a module.
 */
export function placedLayers(experiment: Experiment, network: NetworkName): PlacedLayer[] {
  const placed: PlacedLayer[] = [];
  try {
    place(
      layersOf(experiment[network]),
      inputOf(experiment, network),
      classesOf(experiment.data),
      ["layers"],
      placed,
    );
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
  }
  return placed;
}

function place(
  layers: readonly Layer[],
  start: Shape,
  classes: number | undefined,
  path: Path,
  placed: PlacedLayer[],
): void {
  let input = start;
  for (const [i, layer] of layers.entries()) {
    const here = [...path, i];
    const output = outputShape(layer, input, classes);
    placed.push({ layer, path: here, input, output });
    if (layer.type === "residual") {
      place(layer.layers, input, classes, [...here, "layers"], placed);
      place(layer.shortcut ?? [], input, classes, [...here, "shortcut"], placed);
    }
    input = output;
  }
}
