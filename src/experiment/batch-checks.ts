import { NETWORKS, type NetworkName } from "../shared/run/run";
import type { Finding } from "./finding";
import { type PlacedLayer, placedLayers } from "./placed-layers";
import type { Experiment } from "./schema";
import { sizeOf } from "./shapes";

/*
 * Checks of a config: layers that take a mean over a batch, or over a picture, that is too small to
 * have one.
 */

/**
 * Layers to which a batch, or a picture, is too small to have a mean and a deviation of its own.
 */
export function checkBatch(experiment: Experiment): Finding[] {
  const { training, objective } = experiment;
  const samples: Record<NetworkName, number> = {
    generator: training.batchSize * objective.packing,
    discriminator: training.batchSize,
  };
  return NETWORKS.flatMap((network) =>
    placedLayers(experiment, network).flatMap((placed): Finding[] => {
      const finding = checkLayer(placed, samples[network]);
      return finding ? [{ ...finding, path: [network, ...placed.path, "type"] }] : [];
    }),
  );
}

const CONSTANT = "what it makes of it is constant, and nothing before it learns";

function checkLayer(
  { layer, input }: PlacedLayer,
  samples: number,
): Omit<Finding, "path"> | undefined {
  const pixels = sizeOf(input.slice(0, -1));
  switch (layer.type) {
    case "batchNorm":
      return samples * pixels === 1
        ? {
            severity: "error",
            message: `batchNorm sees a single number of each feature in a batch of 1; ${CONSTANT}`,
            hint: "use a batchSize of 2 or more, or layerNorm",
          }
        : undefined;
    case "instanceNorm":
      return pixels === 1
        ? {
            severity: "error",
            message: `instanceNorm sees a single pixel of each channel; ${CONSTANT}`,
            hint: "put it where the picture is larger, or use layerNorm",
          }
        : undefined;
    case "layerNorm":
      return sizeOf(input) === 1
        ? {
            severity: "error",
            message: `layerNorm sees a single number of each sample; ${CONSTANT}`,
            hint: "put it behind a layer of more units, or remove it",
          }
        : undefined;
    case "pixelNorm":
      return input.at(-1) === 1
        ? {
            severity: "error",
            message: `pixelNorm sees a single channel, of which it leaves the sign; ${CONSTANT}`,
            hint: "put it behind a layer of more channels, or remove it",
          }
        : undefined;
    case "minibatchStddev":
      return samples === 1
        ? {
            severity: "warning",
            message: "minibatchStddev adds nothing in a batch of 1, which has no deviation",
            hint: "use a batchSize of 2 or more, or remove it",
          }
        : undefined;
    default:
      return undefined;
  }
}
