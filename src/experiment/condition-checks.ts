import { isConditional } from "./classes";
import { layersWithin } from "./layers-within";
import type { Finding } from "./parse";
import { type Experiment, layersOf } from "./schema";

/** Layers that take the sample's class: where they may stand, and what does not go with them. */
export function checkConditions(experiment: Experiment): Finding[] {
  const findings: Finding[] = [];
  const networks = (["generator", "discriminator"] as const).map((network) => ({ network, layers: layersWithin(layersOf(experiment[network])) }));
  for (const { network, layers } of networks) {
    for (const { layer, path } of layers) {
      if (layer.type !== "label" && layer.type !== "labelProjection") continue;
      const found = (message: string, hint: string, ...inside: string[]): unknown => findings.push({ severity: "error", message, hint, path: [network, ...path, ...inside] });
      const { type } = layer.embeddingInitializer;
      if (type === "dataMarginals" || type === "sparse") found(`${type} is not for the vectors of classes`, "use another embeddingInitializer", "embeddingInitializer", "type");
      if (layer.type === "labelProjection" && (network === "generator" || path.length > 2 || path[1] !== layers.filter((one) => one.path.length === 2).length - 1)) {
        found("labelProjection is the discriminator's last layer, in place of a dense one", 'elsewhere use { "type": "label" }', "type");
      }
      if (network === "discriminator" && experiment.objective.packing > 1) {
        found(`the samples of a pack are of ${experiment.objective.packing} classes, and ${layer.type} takes one`, 'leave "packing" out, or the layer', "type");
      }
    }
  }
  const [generator, discriminator] = networks.map(({ layers }) => layers.some(({ layer }) => layer.type === "label" || layer.type === "labelProjection"));
  // A module may use the labels too.
  if (isConditional(experiment) && generator !== discriminator && !experiment.generator.module && !experiment.discriminator.module) {
    findings.push({
      severity: "warning",
      message: generator ? "D is not told of the class that G is asked for, so that G has no reason to heed it" : "G is not told of the class that D expects, and cannot make it",
      hint: generator ? 'give the discriminator a { "type": "label" } layer, or end it in { "type": "labelProjection" }' : 'begin the generator with { "type": "label" }',
      path: [generator ? "discriminator" : "generator", "layers"],
    });
  }
  return findings;
}
