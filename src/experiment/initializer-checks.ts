import { NETWORKS, type NetworkName } from "../shared/run/run";
import { layersWithin } from "./layers-within";
import type { Finding } from "./finding";
import type { Path } from "./json-document";
import { type Experiment, type Initializer, type Layer, layersOf, pixelRangeOf } from "./schema";

/* Checks of a config: initializers in places where they cannot be used. */

type LayerWithWeights = Extract<Layer, { kernelInitializer: unknown }>;

/** Initializers at places where they cannot be used. */
export function checkInitializers(experiment: Experiment): Finding[] {
  return NETWORKS.flatMap((network) =>
    layersWithin(layersOf(experiment[network])).flatMap(({ layer, path }): Finding[] => {
      if (!("kernelInitializer" in layer)) return [];
      return [
        ...checkKernel(layer),
        ...checkBias(layer, isPixelOutput(experiment, network, layer, path)),
        ...checkSpectral(layer),
      ].map((found) => ({
        severity: "error",
        message: found.message,
        hint: found.hint,
        path: [network, ...path, found.setting, "type"],
      }));
    }),
  );
}

interface Misplaced {
  setting: "kernelInitializer" | "biasInitializer" | "embeddingInitializer";
  message: string;
  hint: string;
}

function* checkKernel(layer: LayerWithWeights): Generator<Misplaced> {
  const setting = "kernelInitializer";
  const { type } = layer.kernelInitializer;
  if (type === "dataMarginals")
    yield {
      setting,
      message: "dataMarginals is for biases only",
      hint: "use it as biasInitializer",
    };
  if (type === "sparse" && layer.type === "conv2dTranspose")
    yield {
      setting,
      message: "sparse is not for conv2dTranspose, whose outputs share their inputs",
      hint: "use another kernelInitializer",
    };
}

function* checkBias(layer: LayerWithWeights, isOutput: boolean): Generator<Misplaced> {
  const setting = "biasInitializer";
  const { type } = layer.biasInitializer;
  if (type === "sparse" || type === "orthogonal")
    yield {
      setting,
      message: `${type} is for kernels only`,
      hint: "use it as kernelInitializer",
    };
  if (layer.useBias === false && type !== "constant")
    yield {
      setting,
      message: `${layer.type} has no biases to start`,
      hint: 'remove the biasInitializer, or "useBias": false',
    };
  if (type === "dataMarginals" && !isOutput)
    yield {
      setting,
      message:
        "dataMarginals fits only the generator's last dense layer with activation sigmoid, " +
        "for pictures in [0, 1]",
      hint: 'use { "type": "constant", "value": 0 }',
    };
}

/** Kernels whose largest singular value is 0 at the start: divided by it they are NaN. */
function* checkSpectral(layer: LayerWithWeights): Generator<Misplaced> {
  if (!("spectralNorm" in layer) || !layer.spectralNorm) return;
  const settings = ["kernelInitializer", "embeddingInitializer"] as const;
  for (const setting of settings) {
    const initializer = (layer as Partial<Record<typeof setting, Initializer>>)[setting];
    if (initializer && startsAtZero(initializer))
      yield {
        setting,
        message: "spectralNorm divides by the largest singular value, and that of zeros is 0",
        hint: "use another initializer, for example glorotUniform",
      };
  }
}

/** Below it the squares of weights are no float32 numbers any more. */
const MIN_WEIGHT = 1e-12;

/** Whether weights start so small that their norm is 0. */
function startsAtZero(initializer: Initializer): boolean {
  switch (initializer.type) {
    case "constant":
      return Math.abs(initializer.value) < MIN_WEIGHT;
    case "normal":
    case "sparse":
      return initializer.stddev < MIN_WEIGHT;
    case "uniform":
      return initializer.range < MIN_WEIGHT;
    case "orthogonal":
      return initializer.gain < MIN_WEIGHT;
    default:
      return false;
  }
}

/**
 * Whether a layer makes the pixels of G's pictures through a sigmoid, where their mean can be its
 * start.
 */
const isPixelOutput = (
  { generator, data }: Experiment,
  network: NetworkName,
  layer: Layer,
  path: Path,
): boolean =>
  network === "generator" &&
  layer.type === "dense" &&
  layer.activation === "sigmoid" &&
  path.length === 2 &&
  isLastWithWeights(layersOf(generator), path[1] as number) &&
  pixelRangeOf(data) === "zeroToOne";

const isLastWithWeights = (layers: readonly Layer[], i: number): boolean =>
  layers.slice(i + 1).every((layer) => layer.type === "reshape" || layer.type === "flatten");
