import type { NetworkName } from "../shared/run/run";
import type { Finding } from "./finding";
import { checkBatch } from "./batch-checks";
import { classesOf } from "./classes";
import { checkCheckpoints } from "./checkpoint-checks";
import { checkConditions } from "./condition-checks";
import { checkData } from "./data-checks";
import { checkOutputRange, lastActivation } from "./output-range";
import { checkEvaluation } from "./evaluation";
import { layersWithin } from "./layers-within";
import { checkInitializers } from "./initializer-checks";
import { checkMemory } from "./memory";
import { type Experiment, layersOf } from "./schema";
import { checkObjective } from "./objective-checks";
import { checkSchedules } from "./schedule-checks";
import { outputShape, ShapeError } from "./layer-shapes";
import {
  dataShape,
  discriminatorShape,
  formatShape,
  sameShape,
  type Shape,
  sizeOf,
} from "./shapes";

/**
 * What a JSON Schema cannot say: whether the layers fit each other and the data, and choices that
 * cannot work well.
 */
export function checkExperiment(experiment: Experiment): Finding[] {
  const data = dataShape(experiment.data);
  return [
    ...checkNetwork(experiment, "generator", [experiment.latent.size], (output) =>
      sameShape(output, data)
        ? undefined
        : {
            message:
              `the generator makes ${formatShape(output)}, but a sample of the data is ` +
              `${formatShape(data)}`,
            hint:
              sizeOf(output) === sizeOf(data)
                ? `end it with { "type": "reshape", "targetShape": ${formatShape(data)} }`
                : "its last layer must make " +
                  `${sizeOf(data) === 1 ? "one number" : `${sizeOf(data)} numbers`}`,
          },
    ),
    ...checkNetwork(experiment, "discriminator", discriminatorShape(experiment), (output) =>
      sameShape(output, [1])
        ? undefined
        : {
            message:
              "the discriminator must end in one number for each sample, not " +
              `${formatShape(output)}`,
            hint:
              output.length > 1
                ? 'end it with { "type": "flatten" }, { "type": "dense", "units": 1 }'
                : 'end it with { "type": "dense", "units": 1 }',
          },
    ),
    ...checkData(experiment.data),
    ...checkActivations(experiment),
    ...checkInitializers(experiment),
    ...checkConditions(experiment),
    ...checkOutputs(experiment),
    ...checkObjective(experiment),
    ...checkBatch(experiment),
    ...checkMemory(experiment),
    ...checkSchedules(experiment),
    ...checkEvaluation(experiment),
    ...checkCheckpoints(experiment),
  ];
}

function checkNetwork(
  experiment: Experiment,
  network: NetworkName,
  input: Shape,
  misfit: (output: Shape) => { message: string; hint: string } | undefined,
): Finding[] {
  const { layers } = experiment[network];
  // What a module makes is seen when it is run.
  if (!layers) return [];
  let shape = input;
  for (const [i, layer] of layers.entries()) {
    try {
      shape = outputShape(layer, shape, classesOf(experiment.data));
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return [
        {
          severity: "error",
          message: error.message,
          hint: error.hint,
          path: [network, "layers", i, ...error.path],
        },
      ];
    }
    if (sizeOf(shape) > 1e8) {
      return [
        {
          severity: "error",
          message: `this layer makes ${sizeOf(shape).toLocaleString("en")} numbers for each sample`,
          hint: "make it smaller",
          path: [network, "layers", i, "type"],
        },
      ];
    }
  }
  const wrong = misfit(shape);
  return wrong
    ? [{ severity: "error", ...wrong, path: [network, "layers", layers.length - 1, "type"] }]
    : [];
}

/** Settings that belong to one activation alone. */
const ACTIVATION_SETTINGS = [
  ["slope", "leakyRelu"],
  ["alpha", "elu"],
] as const;

function checkActivations(experiment: Experiment): Finding[] {
  return (["generator", "discriminator"] as const).flatMap((network) =>
    layersWithin(layersOf(experiment[network])).flatMap(({ layer, path }) =>
      ACTIVATION_SETTINGS.flatMap(([setting, owner]): Finding[] => {
        if (!("activation" in layer) || layer.activation === owner || layer[setting] === undefined)
          return [];
        return [
          {
            severity: "error",
            message: `${setting} belongs to ${owner}, not to ${layer.activation}`,
            hint: `remove it, or use "activation": "${owner}"`,
            path: [network, ...path, setting],
            removable: true,
          },
        ];
      }),
    ),
  );
}

/** A last activation that the losses or the data do not expect: it trains, but badly. */
function checkOutputs(experiment: Experiment): Finding[] {
  const findings: Finding[] = [];
  const d = lastActivation(layersOf(experiment.discriminator));
  if (d && d.activation !== "linear") {
    findings.push({
      severity: "error",
      message: `the discriminator ends in ${d.activation}, but the losses expect its logit`,
      hint: "remove the activation; the sigmoid is part of the loss",
      path: ["discriminator", "layers", d.index, "activation"],
      removable: true,
    });
  }
  return [...findings, ...checkOutputRange(experiment)];
}
