import { PIXEL_RANGES } from "../../data/dataset";
import { conditionsOf } from "../../experiment/classes";
import { type Experiment, normalisationOf, pixelRangeOf } from "../../experiment/schema";
import { isCritic } from "../../shared/losses";
import type { ExportFormat } from "../../shared/protocol/jobs";
import type { DataRecord } from "../../shared/run/data-record";
import type { ExportedNetwork } from "./network";
import { WRITERS } from "./formats";

/* What an exported network is: for people (README.md) and for programs (network.json). */

export interface ExportedRun {
  name: string;
  step: number;
  experiment: Experiment;
  /** Of a table: its columns. */
  columns?: DataRecord["columns"];
}

/** How numbers of the data become pixels, coordinates or rows. */
function samplesText({ experiment: { data }, columns }: ExportedRun): string {
  const range = pixelRangeOf(data);
  if (range) {
    const { scale, offset } = PIXEL_RANGES[range];
    return (
      "Pictures, [height, width, channels] each (channels last), trained with " +
      `x = pixel * ${range === "zeroToOne" ? "1 / 255" : "2 / 255"}${offset === 0 ? "" : " - 1"}. Back: ` +
      `pixel = round((x ${offset === 0 ? "" : "+ 1"}) * ${1 / scale}), cut to 0 .. 255.`
    ).replace("(x )", "x");
  }
  const normalisation = normalisationOf(data);
  if (normalisation)
    return (
      "Pictures, [height, width, channels] each (channels last). Each was trained without its own " +
      `mean and at length ${normalisation.scale}, so that there is no way back to pixels: stretch each ` +
      "for a look at it."
    );
  if (data.source === "csv")
    return columns
      ? "Rows of a table in training values; `columns` in `network.json` has each column's mean and " +
          "standard deviation: x * stddev + mean is in the table's units. A column of words is one " +
          "number for each word, of which the largest counts."
      : "Rows of a table in training values: each numeric column has mean 0 and variance 1.";
  return "Numbers as they are in the data.";
}

function latentText({ experiment: { latent } }: ExportedRun): string {
  return latent.distribution === "normal"
    ? `z: [batch, ${latent.size}], standard normal numbers`
    : `z: [batch, ${latent.size}], uniform numbers in [-sqrt(3), sqrt(3))`;
}

function discriminatorText({ experiment: { objective } }: ExportedRun): string {
  const packs =
    objective.packing === 1
      ? ""
      : ` An input is ${objective.packing} samples one after the other along the last axis.`;
  return isCritic(objective)
    ? `\`output\` is the critic's, which has no scale.${packs}`
    : `\`output\` is the last layer's. Where that has no activation it is a logit: ` +
        `1 / (1 + exp(-output)) is the probability that x is of the data.${packs}`;
}

/** The text of README.md. */
export function readmeOf(
  run: ExportedRun,
  format: ExportFormat,
  networks: readonly ExportedNetwork[],
): string {
  const names = conditionsOf(run.experiment);
  const sections = networks.map((network) => sectionOf(run, format, network));
  const classes = names
    ? `## Classes\n\n\`labels\` is one-hot, [batch, ${names.length}]: ${names
        .map((name, i) => `${i} ${name}`)
        .join(", ")}.\n`
    : "";
  return [
    `# ${run.name}, step ${run.step}\n`,
    "Made by GAN Workbench. Networks run as when samples are drawn: without dropout, with running " +
      "statistics. Inputs and outputs are float32, and a batch may have any size. The `.npy` files are " +
      "an example: inputs, and what the network made of them while the run was at this step.\n",
    ...sections,
    ...(classes ? [classes] : []),
    `## Samples\n\n${samplesText(run)}\n`,
  ].join("\n");
}

function sectionOf(run: ExportedRun, format: ExportFormat, network: ExportedNetwork): string {
  const { name, which, input, output } = network;
  const title = name === "generator" ? "The generator" : "The discriminator";
  const own =
    name === "generator"
      ? `Weights: ${which === "average" ? "the moving average" : "those that are trained"}. ${latentText(run)}.`
      : discriminatorText(run);
  return `## ${title}

\`${input.name}\`: [batch, ${input.shape.join(", ")}] to \`${output.name}\`: [batch, ${output.shape.join(", ")}]. ${own}

${WRITERS[format].usage(network)}
`;
}

/** The content of network.json. */
export const descriptionOf = (run: ExportedRun, networks: readonly ExportedNetwork[]): object => ({
  run: run.name,
  step: run.step,
  latent: run.experiment.latent,
  classes: conditionsOf(run.experiment),
  data: run.experiment.data,
  columns: run.columns,
  networks: Object.fromEntries(
    networks.map(({ name, which, network, input, output }) => [
      name,
      {
        weights: which,
        input: input.shape,
        output: output.shape,
        ...(network.module ? { module: true } : { layers: network.layers }),
      },
    ]),
  ),
});
