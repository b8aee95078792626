import type { Layer } from "../../experiment/schema";
import { dimension } from "../../tensor/shape";
import type { Tensor } from "../../tensor/tf";
import { fold } from "../random";
import type { State } from "../state";
import { entry } from "../tree";
import { type Fans, type InitContext, initialize } from "./initializers";
import type { Mode } from "./kind";
import { initDirection, spectralNormalise } from "./spectral";

type LayerWith<Setting extends string> = Extract<Layer, Record<Setting, unknown>>;

/**
 * The initial kernel and bias of a layer, and the singular vector of a spectrally normalised one.
 */
export function initWeights(
  layer: LayerWith<"kernelInitializer">,
  { kernel, bias, fans }: { kernel: readonly number[]; bias: readonly number[]; fans: Fans },
  context: InitContext,
): State {
  const at = (name: string) => ({ ...context, key: fold(context.key, name) });
  const weights: State = {
    kernel: initialize(layer.kernelInitializer, kernel, fans, at("kernel")),
  };
  if (layer.useBias !== false) {
    weights["bias"] = initialize(layer.biasInitializer, bias, fans, at("bias"));
  }
  if ("spectralNorm" in layer && layer.spectralNorm) {
    weights["u"] = initDirection(fold(context.key, "u"), dimension(kernel, -1));
  }
  return weights;
}

/** The initial embedding vectors of the classes, [classes, units]. */
export function initEmbedding(
  layer: LayerWith<"embeddingInitializer">,
  units: number,
  context: InitContext,
): State {
  const { classes } = context;
  if (classes === undefined) throw new Error(`${layer.type} needs data with classes`);
  const embedding = initialize(
    layer.embeddingInitializer,
    [classes, units],
    { fanIn: classes, fanOut: units },
    { ...context, key: fold(context.key, "embedding") },
  );
  return { embedding };
}

/** The kernel that a layer uses, which is divided by its spectral norm where that is configured. */
export const kernelOf = (
  { spectralNorm }: { spectralNorm?: boolean | undefined },
  weights: State,
  mode: Mode,
): { kernel: Tensor; statistics: State } =>
  spectralNorm
    ? spectralNormalise(weights, mode)
    : { kernel: entry(weights, "kernel"), statistics: {} };
