import type { Experiment, Layer } from "./schema";
import { dataShape, type Shape, shapesAlong, sizeOf } from "./shapes";

/** Multiplications of one pass of one sample through a layer, where they are matrix products. */
function multiplications(layer: Layer, input: Shape, output: Shape): number {
  switch (layer.type) {
    case "dense": return input[0]! * layer.units;
    case "maxout": return input[0]! * layer.units * layer.pieces;
    case "conv2d": return layer.kernelSize ** 2 * input[2]! * sizeOf(output);
    case "conv2dTranspose": return layer.kernelSize ** 2 * layer.filters * sizeOf(input);
    default: return 0;
  }
}

/**
 * About how many multiplications an iteration's matrix products take: each pass forward costs one round of them, and its
 * gradients two. G is passed through k + 1 times, D 2 k + 1 times.
 */
export function workOf({ data, latent, generator, discriminator, training: { batchSize, discriminatorSteps: k } }: Experiment): number {
  const pass = (layers: readonly Layer[], input: Shape) => {
    const shapes = shapesAlong(layers, input);
    return layers.reduce((sum, layer, i) => sum + multiplications(layer, shapes[i]!, shapes[i + 1]!), 0);
  };
  const g = pass(generator.layers, [latent.size]), d = pass(discriminator.layers, dataShape(data));
  return batchSize * (g * (k + 3) + d * 3 * (2 * k + 1));
}
