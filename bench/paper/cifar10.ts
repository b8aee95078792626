import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../src/run";
import { sampleSteps } from "../../src/run";
import { EXAMPLES, trained } from "./gan";
import { type Page, pageOf, takePicture, whatRan } from "./page";

const NETS = [
  { preset: "goodfellow-cifar10-fc", title: "Fully connected (figure 2c)", steps: 1200, stepsAnEpoch: 400 },
  { preset: "goodfellow-cifar10-conv", title: "Convolutional discriminator (figure 2d)", steps: 1200, stepsAnEpoch: 40_000 / 128 },
] as const;

/** Figure 2 for CIFAR-10: a short run of either network. */
export async function cifar10(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("cifar10"), lines = [
    "# CIFAR-10: figure 2", "",
    "`npm run bench:paper -- cifar10` trains both networks of the paper for a few epochs, which is what an hour on two processor cores allows: far from the paper's hundreds.",
  ];
  for (const net of NETS) {
    const runDir = join(work, net.preset);
    await trained(runDir, join(EXAMPLES, `${net.preset}.gan.json`), "--steps", String(net.steps), "--set", "samples.every=200", "--set", "checkpoint.keep=1", ...options);
    lines.push(...await section(page, runDir, net));
  }
  page.write(lines);
}

async function section(page: Page, runDir: string, { preset, title, stepsAnEpoch }: (typeof NETS)[number]): Promise<string[]> {
  const { step } = readRecord(runDir), last = (await sampleSteps(runDir)).at(-1)!;
  copyFileSync(join(runDir, "curves.svg"), page.file(`${preset}-curves.svg`));
  return [
    "", `## ${title}`, "", ...whatRan(runDir, "npm run bench:paper -- cifar10"), `That is ${(step / stepsAnEpoch).toFixed(1)} epochs.`, "",
    `![samples](${takePicture(page, runDir, last, `${preset}-samples`)}) ![their nearest training examples](${takePicture(page, runDir, last, `${preset}-nearest`, "nearest")})`, "",
    "Samples, and the training example nearest to each.", "", `![curves](${preset}-curves.svg)`,
  ];
}
