import { join } from "node:path";
import { EXAMPLES, evaluationsOf, trained } from "./gan";
import { pageOf, provenanceOf, takePicture, whatRan } from "./page";
import { entry, last } from "../../test/support/values";

/** Steps in which D alone is trained, and those of the game that are shown. */
const PRETRAINING = 1000;
const SHOWN = [0, PRETRAINING, 2000, 3000, 6000, 11_000];

/** Figure 1: the 1-D Gaussian with D trained first, then 10,000 iterations. */
export async function figure1(work: string): Promise<void> {
  const runDir = join(work, "toy-1d");
  await trained(runDir, join(EXAMPLES, "toy-1d.gan.json"));
  const page = pageOf("figure1");
  const evaluations = await evaluationsOf(runDir, "w1");
  const end = last(evaluations);
  const value = (name: string) => entry(end.results, name).value.toPrecision(3);
  const w1OverTime = evaluations.map(
    ({ step, results }) =>
      `${entry(results, "w1").value.toPrecision(2)} (${step.toLocaleString("en")})`,
  );
  page.write([
    "# Figure 1: p_g meets p_data, and D becomes 1/2",
    "",
    ...whatRan(runDir, "npm run bench:paper -- figure1"),
    "",
    "Dotted: p_data. Green: p_g, from 10,000 samples. Blue, dashed: D. Grey: D\\* = p_data " +
      `/ (p_data + p_g), and the line at 1/2. The first ${PRETRAINING.toLocaleString("en")} ` +
      "steps train D alone.",
    "",
    "| | |",
    "|---|---|",
    ...SHOWN.map(
      (step) =>
        `| ${timeOf(step)} | ` +
        `![step ${step}](${takePicture(page, runDir, step, `figure1-${step}`)}) |`,
    ),
    "",
    "| at the end | here | wanted |",
    "|---|--:|--:|",
    `| W1(p_g, p_data) | ${value("w1")} | < 0.1 |`,
    `| mean distance of D from D\\*, where samples lie | ${value("distanceFromOptimum")} | 0 |`,
    `| mean D(x), mean D(G(z)) | ${value("meanDReal")}, ${value("meanDGenerated")} | 0.5 |`,
    "",
    `${provenanceOf(end, "w1")}.`,
    "",
    `W1 on the way: ${w1OverTime.join(", ")}. ` +
      "The two networks still circle around the equilibrium a little; the falling rates make " +
      "the circles small.",
  ]);
}

/** When a picture was taken, in words. */
function timeOf(step: number): string {
  if (step === 0) return "at the start";
  if (step === PRETRAINING) return "D trained, G as it started";
  return `after ${(step - PRETRAINING).toLocaleString("en")} iterations`;
}
