import { existsSync } from "node:fs";
import { join } from "node:path";
import { readGridPlan, writeReport } from "../../src/search";
import { figuresTable, type MethodStudy, ratesTable, settlingTable } from "./method-tables";
import { pageOf } from "./page";
import { reportOf, TOYS } from "./studies";

/** The studies, and on each data set the figure that matters most. */
const STUDIES: readonly (Omit<MethodStudy, "plan" | "summary"> & { name: string })[] = [
  {
    name: "method-study",
    data: "ring",
    figure: "highQuality",
    title: "high quality",
    count: "modesCovered",
    counted: "all 8 modes",
  },
  {
    name: "method-study-grid",
    data: "grid",
    figure: "highQuality",
    title: "high quality",
    count: "modesCovered",
    counted: "all 25 modes",
  },
  {
    name: "method-study-mnist",
    data: "MNIST",
    figure: "fid",
    title: "FID",
    count: "classesCovered",
    counted: "all 10 classes",
  },
];
const RATES = ["rates-ring", "rates-grid", "rates-mnist"];
const SUMMARY = "All three data sets";

const INTRODUCTION = [
  "# Optimizers",
  "",
  "How the choice of the optimizer, or of a method for two players, makes a GAN converge, " +
    "oscillate or collapse. `npm run bench:paper -- optimizers` runs the studies; each is one " +
    "file that you can run and change: `gan search examples/method-study.study.json`.",
  "",
  "Fifteen methods, five seeds each, on a ring of 8 Gaussians, a grid of 25 that is as wide as the " +
    "ring, and MNIST. All networks have two hidden layers of 64 units. The rate of each method " +
    "is the one of two or three that came out best with another seed (the last three sections): " +
    "all modes covered and a reverse KL below 0.05, then the largest share of high quality; where " +
    "no rate comes to that, the least reverse KL; on MNIST the least FID. The competitive method " +
    "solves with 3 iterations instead of its 10 (on the ring its rates were tried with 10).",
  "",
  "- **Modes are lost** on ring and grid by momentum of 0.9, by Adam with simultaneous updates and " +
    "by Muon with some seeds, on the grid by the symplectic method too. On MNIST all samples of " +
    "one seed are of one class with the symplectic method, and with Adam with lookahead.",
  "- **Best on all three** are optimistic Adam, Adam, and Adam with negative momentum: all modes " +
    "of ring and grid with every seed, and a lower FID than all others but Shampoo. RMSprop and " +
    "Adam with lookahead are the best on the grid, and behind those three on MNIST.",
  "- **Shampoo** keeps all modes and has the lowest FID by far, at many times the price of a step.",
  "- **Plain gradients** (SGD, SGD with negative momentum, competitive) keep all modes of ring and " +
    "grid and are slow to place samples within three standard deviations of one. On MNIST, in " +
    "this time and at these rates, SGD, momentum and ExtraAdam reach one or two of the ten " +
    "classes: D wins. With competitive it wins at once, since its minimax loss then leaves G " +
    "without a gradient.",
  "- **Rates** of Adam, RMSprop and what is built on them are 0.001 or 0.003, and 0.003 is the " +
    "largest that was tried; SGD wants ten to thirty times as much as Adam. On the ring Adam " +
    "wants less with simultaneous updates, lookahead or negative momentum than without.",
  "- **Price of a step**: with the 128 units of the example, on an otherwise idle processor, the " +
    "ring trains at 895 steps a second with Adam, 1,090 with SGD, 260 with consensus, 160 with " +
    "symplectic and 67 with Shampoo. Steps a second in the sections below were taken on " +
    "processors that many others used as well, and do not compare methods.",
  "- **Half of the figures have not settled** (the second table): 4,000 steps on the ring, 6,000 " +
    "on the grid and 1,500 on MNIST are too few for that. What is bold still moves, mostly for " +
    "the better, and may rank otherwise after a longer run; most of the others have a wide " +
    "spread over the seeds. MNIST shows how a method begins.",
];

const summaryOf = (studies: readonly MethodStudy[]): string[] => [
  `## ${SUMMARY}`,
  "",
  figuresTable(studies),
  "",
  "Each figure is the mean ± the standard deviation over the seeds at the end; beside it, how " +
    "many of the seeds end with all modes or classes.",
  "",
  "### Whether the figures have settled",
  "",
  "The mean over the last quarter of the steps less that over the quarter before. Bold: more than " +
    "the standard deviation over the seeds.",
  "",
  settlingTable(studies),
  "",
  "### Rates",
  "",
  ratesTable(studies),
];

/** Fifteen optimizers and methods for two players on the ring, the grid and MNIST. */
export async function optimizers(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("optimizers");
  const sections: string[] = [];
  for (const { name } of STUDIES) sections.push(...(await reportOf(page, work, name, options)), "");
  for (const name of RATES)
    sections.push(
      ...(await reportOf(page, work, name, options, { from: TOYS, curves: false })),
      "",
    );
  const studies = await methodStudies(work);
  const summary = studies.length > 0 ? summaryOf(studies) : (page.section(SUMMARY) ?? []);
  page.write([...INTRODUCTION, "", ...summary, "", ...sections]);
}

/** The studies of which something has been run. */
async function methodStudies(work: string): Promise<MethodStudy[]> {
  const studies: MethodStudy[] = [];
  for (const { name, ...study } of STUDIES) {
    const dir = join(work, name);
    if (!existsSync(dir)) continue;
    studies.push({ ...study, plan: readGridPlan(dir), summary: await writeReport(dir) });
  }
  return studies;
}
