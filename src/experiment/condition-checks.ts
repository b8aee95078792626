import { classesOf, DATA_WITH_CLASSES, takesLabels } from "./classes";
import { layersWithin } from "./layers-within";
import { errorAt, type Finding, warningAt } from "./finding";
import type { Path } from "./json-document";
import { type Experiment, type Layer, layersOf } from "./schema";

/* Checks of a config: networks that are told a sample's class, and what does not go with that. */

type NetworkName = "generator" | "discriminator";

/**
 * Networks that take the sample's class: where their layers may stand, and what does not go with
 * them.
 */
export function checkConditions(experiment: Experiment): Finding[] {
  return [
    ...checkNetwork(experiment, "generator"),
    ...checkNetwork(experiment, "discriminator"),
    ...checkPacking(experiment),
    ...checkBothAreTold(experiment),
  ];
}

function checkNetwork(experiment: Experiment, network: NetworkName): Finding[] {
  const layers = layersWithin(layersOf(experiment[network]));
  const last = layers.filter(({ path }) => path.length === 2).length - 1;
  const findings = layers.flatMap(({ layer, path }) => {
    const isLast = path.length === 2 && path[1] === last;
    return checkLayer(layer, [network, ...path], network === "discriminator" && isLast);
  });
  if (!experiment[network].labels || classesOf(experiment.data) !== undefined) return findings;
  const hint = `use data that has: ${DATA_WITH_CLASSES}`;
  return [...findings, errorAt([network, "labels"], "this data has no classes", hint)];
}

/** @param endsD whether the layer is the last one of the discriminator */
function checkLayer(layer: Layer, path: Path, endsD: boolean): Finding[] {
  if (layer.type !== "label" && layer.type !== "labelProjection") return [];
  const findings: Finding[] = [];
  const { type } = layer.embeddingInitializer;
  if (type === "dataMarginals" || type === "sparse")
    findings.push(
      errorAt(
        [...path, "embeddingInitializer", "type"],
        `${type} is not for the vectors of classes`,
        "use another embeddingInitializer",
      ),
    );
  if (layer.type === "labelProjection" && !endsD)
    findings.push(
      errorAt(
        [...path, "type"],
        "labelProjection is the discriminator's last layer, in place of a dense one",
        'elsewhere use { "type": "label" }',
      ),
    );
  return findings;
}

function checkPacking({ discriminator, objective: { packing } }: Experiment): Finding[] {
  if (!takesLabels(discriminator) || packing === 1) return [];
  return [
    errorAt(
      ["objective", "packing"],
      `the samples of a pack are of ${packing} classes, and the discriminator takes one`,
      'leave "packing" out, or the classes',
    ),
  ];
}

function checkBothAreTold({ generator, discriminator }: Experiment): Finding[] {
  if (takesLabels(generator) === takesLabels(discriminator)) return [];
  return takesLabels(generator)
    ? [
        warningAt(
          ["discriminator"],
          "D is not told of the class that G is asked for, so that G has no reason to heed it",
          'give the discriminator a { "type": "label" } layer, or end it in ' +
            '{ "type": "labelProjection" }',
        ),
      ]
    : [
        warningAt(
          ["generator"],
          "G is not told of the class that D expects, and cannot make it",
          'begin the generator with { "type": "label" }',
        ),
      ];
}
