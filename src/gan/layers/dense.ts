import { dimension, rank2 } from "../../tensor/shape";
import type { Tensor } from "../../tensor/tf";
import { entry } from "../tree";
import { activation } from "./activations";
import { withBias } from "./convolution";
import { type LayerKinds, plain } from "./kind";
import { initWeights, kernelOf } from "./weights";

/* Fully connected layers, on x, [batch, inputs]. */

const affine = (x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor =>
  withBias(rank2(x).matMul(rank2(kernel)), bias);

const shapesOf = (inputs: number, outputs: number) => ({
  kernel: [inputs, outputs],
  bias: [outputs],
  fans: { fanIn: inputs, fanOut: outputs },
});

export const DENSE_LAYERS: LayerKinds<"dense" | "maxout"> = {
  dense: {
    init: (layer, input, context) =>
      initWeights(layer, shapesOf(dimension(input, 0), layer.units), context),
    apply(layer, pass) {
      const { kernel, stats } = kernelOf(layer, pass);
      return { y: activation(layer)(affine(pass.x, kernel, pass.params["bias"])), stats };
    },
  },
  maxout: {
    init(layer, input, context) {
      const outputs = layer.units * layer.pieces;
      return initWeights(layer, shapesOf(dimension(input, 0), outputs), context);
    },
    // The first pieces of all units come first, then the second ones: a maximum over rows is much
    // faster than one over neighbours.
    apply: ({ units, pieces }, { x, params }) =>
      plain(
        affine(x, entry(params, "kernel"), params["bias"])
          .reshape([dimension(x.shape, 0), pieces, units])
          .max(1),
      ),
  },
};
