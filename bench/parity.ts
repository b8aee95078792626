/**
 * `npm run bench:parity`: how closely this project's numbers agree with those of PyTorch,
 * torch-fidelity, Keras, NumPy and SciPy. Every row is one that the tests check too; the references
 * are kept in test/fixtures with the programs that made them. Writes bench/results/parity.md and
 * .json, and fails where a row is over its bound.
 */
import { GAME_BOUND, gameParity } from "../test/support/game-parity";
import { knownGameParity } from "../test/support/known-games";
import { INCEPTION_BOUND, inceptionParity } from "../test/support/inception-parity";
import { LAYER_BOUND, layerParity } from "../test/support/layer-parity";
import { metricParity } from "../test/support/metric-parity";
import { objectiveParity } from "../test/support/objective-parity";
import {
  OPTIMIZER_BOUND,
  optimizerParity,
  SCHEDULE_BOUND,
  scheduleParity,
} from "../test/support/optimizer-parity";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEngine } from "../src/engine";

/** Losses and penalties, second-order gradients among them. */
const OBJECTIVE_BOUND = 1e-4;

const GROUPS = [
  {
    title: "Optimizers: 50 steps on an ill-conditioned problem",
    rows: optimizerParity.map((row) => ({ ...row, bound: OPTIMIZER_BOUND })),
  },
  { title: "Schedules", rows: scheduleParity.map((row) => ({ ...row, bound: SCHEDULE_BOUND })) },
  {
    title: "Layers, in training and inference",
    rows: layerParity.map((row) => ({ ...row, bound: LAYER_BOUND })),
  },
  {
    title: "Objectives, penalties and whole training steps, with their gradients",
    rows: objectiveParity.map((row) => ({ ...row, bound: OBJECTIVE_BOUND })),
  },
  {
    title: "The game of both networks: eigenvalues, path between checkpoints, duality gap",
    rows: [...knownGameParity, ...gameParity].map((row) => ({ ...row, bound: GAME_BOUND })),
  },
  {
    title: "Metrics",
    rows: [...metricParity, ...inceptionParity.map((row) => ({ ...row, bound: INCEPTION_BOUND }))],
  },
];

interface Line {
  name: string;
  reference: string;
  version: string;
  difference: number;
  bound: number;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

async function main(): Promise<void> {
  const { version } = await loadEngine("tensorflow", { convolution: true });
  const groups: { title: string; lines: Line[] }[] = [];
  for (const { title, rows } of GROUPS) {
    const lines: Line[] = [];
    for (const { run, ...row } of rows) {
      const line = { ...row, difference: await run() };
      process.stderr.write(
        `${within(line) ? " " : "!"} ${line.difference.toExponential(1)}  ${line.name}\n`,
      );
      lines.push(line);
    }
    groups.push({ title, lines });
  }
  const all = groups.flatMap(({ lines }) => lines);
  const over = all.filter((line) => !within(line));
  const page = [
    "# Agreement with other implementations",
    "",
    "Largest relative difference of all the numbers that a row compares. This project: " +
      `TensorFlow ${version} through tfjs-node, float32. \`npm run bench:parity\` makes this ` +
      "page.",
    "",
    `${all.length - over.length} of ${all.length} rows are within their bounds.`,
    ...groups.flatMap(({ title, lines }) => [
      "",
      `## ${title}`,
      "",
      "| | reference | version | largest relative difference | bound |",
      "| --- | --- | --- | --: | --: |",
      ...lines.map(
        (line) =>
          `| ${cell(line.name)} | ${line.reference} | ${line.version} | ` +
          `${line.difference.toExponential(1)}${within(line) ? "" : " **over**"} | ` +
          `${line.bound.toExponential(0)} |`,
      ),
    ]),
    "",
  ].join("\n");
  const folder = join(__dirname, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "parity.md"), page);
  writeFileSync(join(folder, "parity.json"), `${JSON.stringify(groups, null, 1)}\n`);
  process.stdout.write(
    `${all.length} rows, ${over.length} over their bounds: bench/results/parity.md\n`,
  );
  if (over.length > 0) process.exitCode = 1;
}

/** Not a number is no agreement. */
const within = ({ difference, bound }: Line): boolean => difference <= bound;

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
