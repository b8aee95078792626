import { sizeOf } from "../../experiment/shapes";
import { dimension } from "../../tensor/shape";
import { uniform } from "../random";
import { activation } from "./activations";
import { type LayerKinds, plain } from "./kind";

/* Layers without weights that do not look at the shape of a sample. */

export const SIMPLE_LAYERS: LayerKinds<"activation" | "dropout" | "flatten" | "reshape"> = {
  activation: { apply: (layer, { x }) => plain(activation(layer)(x)) },
  dropout: {
    apply(layer, { x, mode }) {
      // The schema lets a layer have either a rate or the probability of inclusion.
      const { rate = 0, includeProbability = 1 - rate, scale = 1 / includeProbability } = layer;
      if (!mode.training || (includeProbability === 1 && scale === 1)) return plain(x);
      const dropped = layer.rate ?? 1 - includeProbability;
      const isKept = uniform(mode.key, x.shape).greaterEqual(dropped).cast("float32");
      return plain(x.mul(isKept.mul(scale)));
    },
  },
  flatten: {
    apply: (_, { x, input }) => plain(x.reshape([dimension(x.shape, 0), sizeOf(input)])),
  },
  reshape: {
    apply: ({ targetShape }, { x }) => plain(x.reshape([dimension(x.shape, 0), ...targetShape])),
  },
};
