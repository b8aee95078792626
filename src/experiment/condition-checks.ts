import { classesOf, DATA_WITH_CLASSES, takesLabels } from "./classes";
import { layersWithin } from "./layers-within";
import type { Finding } from "./parse";
import { type Experiment, layersOf } from "./schema";

/**
 * Networks that take the sample's class: where their layers may stand, and what does not go with
 * them.
 */
export function checkConditions(experiment: Experiment): Finding[] {
  const {
    data,
    generator,
    discriminator,
    objective: { packing },
  } = experiment;
  const findings: Finding[] = [];
  const find = (
    severity: Finding["severity"],
    path: Finding["path"],
    message: string,
    hint: string,
  ): unknown => findings.push({ severity, message, hint, path });
  for (const network of ["generator", "discriminator"] as const) {
    const layers = layersWithin(layersOf(experiment[network]));
    const last = layers.filter(({ path }) => path.length === 2).length - 1;
    for (const { layer, path } of layers) {
      if (layer.type !== "label" && layer.type !== "labelProjection") continue;
      const { type } = layer.embeddingInitializer;
      if (type === "dataMarginals" || type === "sparse")
        find(
          "error",
          [network, ...path, "embeddingInitializer", "type"],
          `${type} is not for the vectors of classes`,
          "use another embeddingInitializer",
        );
      if (
        layer.type === "labelProjection" &&
        (network === "generator" || path.length > 2 || path[1] !== last)
      ) {
        find(
          "error",
          [network, ...path, "type"],
          "labelProjection is the discriminator's last layer, in place of a dense one",
          'elsewhere use { "type": "label" }',
        );
      }
    }
    if (experiment[network].labels && classesOf(data) === undefined) {
      find(
        "error",
        [network, "labels"],
        "this data has no classes",
        `use data that has: ${DATA_WITH_CLASSES}`,
      );
    }
  }
  if (takesLabels(discriminator) && packing > 1) {
    find(
      "error",
      ["objective", "packing"],
      `the samples of a pack are of ${packing} classes, and the discriminator takes one`,
      'leave "packing" out, or the classes',
    );
  }
  if (takesLabels(generator) && !takesLabels(discriminator)) {
    find(
      "warning",
      ["discriminator"],
      "D is not told of the class that G is asked for, so that G has no reason to heed it",
      'give the discriminator a { "type": "label" } layer, or end it in { "type": ' +
        '"labelProjection" }',
    );
  }
  if (takesLabels(discriminator) && !takesLabels(generator)) {
    find(
      "warning",
      ["generator"],
      "G is not told of the class that D expects, and cannot make it",
      'begin the generator with { "type": "label" }',
    );
  }
  return findings;
}
