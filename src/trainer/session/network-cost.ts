import type { Layer } from "../../experiment/schema";
import { fanIn, outputShape } from "../../experiment/layer-shapes";
import { type Shape, sizeOf } from "../../experiment/shapes";
import { type Network, widthOf } from "../../gan/network";

/* What a pass through a network costs, by which batches are sized. */

/** Numbers that the layers of a network may hold at a time. */
const MAX_NUMBERS = 8_000_000;
/** Multiplications between two turns of the event loop: a tenth of a second on one slow core. */
const MAX_MULTIPLICATIONS = 1e9;

/**
 * How many samples go through a network at a time. It depends on the network alone, so that a
 * resumed run gets the same numbers.
 */
export function batchFor(network: Network): number {
  const byMemory = MAX_NUMBERS / widthOf(network);
  const byTime = network.layers
    ? MAX_MULTIPLICATIONS / multiplicationsOf(network.layers, network.input, network.classes)
    : Infinity;
  return Math.max(1, Math.floor(Math.min(byMemory, byTime)));
}

/** Multiplications for one sample, roughly: of each layer its outputs times the inputs of each. */
export function multiplicationsOf(
  layers: readonly Layer[],
  input: Shape,
  classes: number | undefined,
): number {
  let shape = input;
  let sum = 0;
  for (const layer of layers) {
    const output = outputShape(layer, shape, classes);
    sum +=
      layer.type === "residual"
        ? multiplicationsOf(layer.layers, shape, classes) +
          multiplicationsOf(layer.shortcut ?? [], shape, classes)
        : sizeOf(output) * inputsOfEach(layer, shape);
    shape = output;
  }
  return sum;
}

function inputsOfEach(layer: Exclude<Layer, { type: "residual" }>, input: Shape): number {
  if (!("kernelInitializer" in layer)) return 1;
  const inputs = fanIn(layer, input) * ("pieces" in layer ? layer.pieces : 1);
  // Between the inputs of a transposed convolution lie zeros.
  return layer.type === "conv2dTranspose" ? inputs / layer.strides ** 2 : inputs;
}
