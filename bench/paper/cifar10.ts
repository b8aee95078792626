import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { readRecord, sampleSteps } from "../../src/run";
import { EXAMPLES, trained } from "./gan";
import { type Page, pageOf, takePicture, whatRan } from "./page";
import { last } from "../../test/support/values";

interface Net {
  id: string;
  preset: string;
  title: string;
  about: string;
  steps: number;
  stepsAnEpoch: number;
  set?: readonly string[];
}

const rate = (of: "generator" | "discriminator", initial: number): string =>
  `optimizer.${of}.learningRate.initial=${initial}`;

const PUBLISHED: Net = {
  id: "goodfellow-cifar10-fc",
  preset: "goodfellow-cifar10-fc",
  title: "Fully connected (figure 2c), the published settings",
  steps: 400,
  stepsAnEpoch: 400,
  about:
    "G's last layer starts with weights in ±0.5 on 8,000 sigmoids: its first pictures have " +
    "a norm of about 740, where the data's is 55. D tells the two apart within a few " +
    "steps, and at a rate of 0.025 the game then swings ever wider.",
};
const NETS: readonly Net[] = [
  {
    id: "goodfellow-cifar10-fc-slow",
    preset: "goodfellow-cifar10-fc",
    title: "Fully connected, at a tenth of the rate",
    steps: 2400,
    stepsAnEpoch: 400,
    set: [rate("generator", 0.0025), rate("discriminator", 0.0025)],
    about:
      "The same networks with a rate of 0.0025. The README of the authors' code says " +
      "itself that another machine may need other hyper-parameters.",
  },
  {
    id: "goodfellow-cifar10-conv",
    preset: "goodfellow-cifar10-conv",
    title: "Convolutional discriminator (figure 2d)",
    steps: 1250,
    stepsAnEpoch: 40_000 / 128,
    about: "The published settings.",
  },
];

/** Figure 2 for CIFAR-10: short runs of both networks. */
export async function cifar10(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("cifar10");
  const lines = [
    "# CIFAR-10: figure 2",
    "",
    "`npm run bench:paper -- cifar10` trains both networks of the paper for a few epochs, " +
      "which is what two processor cores do in an hour: far from the paper's hundreds, and " +
      "from its pictures.",
    ...(await published(page, work, options)),
  ];
  for (const net of NETS) {
    const runDir = join(work, net.id);
    await trained(runDir, join(EXAMPLES, `${net.preset}.gan.json`), ...argumentsOf(net, options));
    lines.push(...section(page, runDir, net), ...(await pictures(page, runDir, net)));
  }
  page.write(lines);
}

const argumentsOf = ({ steps, set = [] }: Net, options: readonly string[]): string[] => [
  "--steps",
  String(steps),
  ...["samples.every=200", "checkpoint.keep=1", ...set].flatMap((one) => ["--set", one]),
  ...options,
];

/** With the published rate the run may end by itself; that is a result. */
async function published(page: Page, work: string, options: readonly string[]): Promise<string[]> {
  const runDir = join(work, PUBLISHED.id);
  const hasFailed = existsSync(join(runDir, "run.json")) && readRecord(runDir).state === "failed";
  if (!hasFailed)
    await trained(
      runDir,
      join(EXAMPLES, `${PUBLISHED.preset}.gan.json`),
      ...argumentsOf(PUBLISHED, options),
    ).catch(() => undefined);
  const { error } = readRecord(runDir);
  return [
    ...section(page, runDir, PUBLISHED),
    "",
    error ? `It ended with: ${error.message}.` : "It went through.",
  ];
}

function section(page: Page, runDir: string, { id, title, about, stepsAnEpoch }: Net): string[] {
  const { step } = readRecord(runDir);
  copyFileSync(join(runDir, "curves.svg"), page.file(`${id}-curves.svg`));
  return [
    "",
    `## ${title}`,
    "",
    about,
    "",
    ...whatRan(runDir, "npm run bench:paper -- cifar10"),
    `That is ${(step / stepsAnEpoch).toFixed(1)} epochs.`,
    "",
    `![curves](${id}-curves.svg)`,
  ];
}

async function pictures(page: Page, runDir: string, { id }: Net): Promise<string[]> {
  const step = last(await sampleSteps(runDir));
  return [
    "",
    `![samples](${takePicture(page, runDir, step, `${id}-samples`)}) ![their nearest ` +
      `training examples](${takePicture(page, runDir, step, `${id}-nearest`, "nearest")})`,
    "",
    `Samples at step ${step}, and the training example nearest to each.`,
  ];
}
