import type { Layer } from "../../experiment/schema";
import { dimension } from "../../tensor/shape";
import type { Tensor } from "../../tensor/tf";
import { fold } from "../random";
import { type NetworkState, onlyParams } from "../state";
import { entry, type Tree } from "../tree";
import { type Fans, type InitContext, initialize } from "./initializers";
import type { Pass } from "./kind";
import { initDirection, spectralNormalise } from "./spectral";

/*
 * What layers with weights share: how kernels, biases and embeddings start, and the kernel in use.
 */

type LayerWith<Setting extends string> = Extract<Layer, Record<Setting, unknown>>;

/**
 * The initial kernel and bias of a layer, and the singular vector of a spectrally normalised one.
 */
export function initWeights(
  layer: LayerWith<"kernelInitializer">,
  { kernel, bias, fans }: { kernel: readonly number[]; bias: readonly number[]; fans: Fans },
  context: InitContext,
): NetworkState {
  const at = (name: string) => ({ ...context, key: fold(context.key, name) });
  const params: Tree = {
    kernel: initialize(layer.kernelInitializer, kernel, fans, at("kernel")),
  };
  if (layer.useBias !== false) {
    params["bias"] = initialize(layer.biasInitializer, bias, fans, at("bias"));
  }
  const isNormalised = "spectralNorm" in layer && layer.spectralNorm;
  if (!isNormalised) return onlyParams(params);
  return { params, stats: { u: initDirection(fold(context.key, "u"), dimension(kernel, -1)) } };
}

/** The initial embedding vectors of the classes, [classes, units]. */
export function initEmbedding(
  layer: LayerWith<"embeddingInitializer">,
  units: number,
  context: InitContext,
): NetworkState {
  const { classes } = context;
  if (classes === undefined) throw new Error(`${layer.type} needs data with classes`);
  const embedding = initialize(
    layer.embeddingInitializer,
    [classes, units],
    { fanIn: classes, fanOut: units },
    { ...context, key: fold(context.key, "embedding") },
  );
  return onlyParams({ embedding });
}

/** The kernel that a layer uses, which is divided by its spectral norm where that is configured. */
export const kernelOf = (
  { spectralNorm }: { spectralNorm?: boolean | undefined },
  { params, stats, mode }: Pass,
): { kernel: Tensor; stats: Tree } => {
  const kernel = entry(params, "kernel");
  if (!spectralNorm) return { kernel, stats: {} };
  const { kernel: normalised, u } = spectralNormalise(kernel, entry(stats, "u"), mode);
  return { kernel: normalised, stats: u ? { u } : {} };
};
