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
  "Fifteen methods, five seeds each, on a ring of 8 Gaussians, a grid of 25 that is as wide " +
    "as the ring, and MNIST: 24,000 steps on ring and grid and 12,000 on MNIST, and twice as " +
    "many of some methods that had not settled by then (the second table). All networks have " +
    "two hidden layers of 64 units. The rate of each method is the one of two or three that " +
    "came out best with another seed in far fewer steps (the last three sections): all modes " +
    "covered and a reverse KL below 0.05, then the largest share of high quality; where no rate " +
    "comes to that, the least reverse KL; on MNIST the least FID. The competitive method solves " +
    "with 3 iterations instead of its 10 (on the ring its rates were tried with 10).",
  "",
  "- **Adam with alternating updates** is good on all three: all modes of ring and grid, few " +
    "samples beside them, and a low FID. Negative momentum is as good on the ring and on MNIST. " +
    "Simultaneous updates are the best on MNIST and lose modes of the ring; lookahead of both " +
    "players is the best on the ring, and on MNIST one seed makes one class alone.",
  "- **Who keeps the ring**: with Adam, with lookahead, with negative momentum, with " +
    "consensus and with the competitive method all modes are there at each of the 20 " +
    "evaluations of each seed. ExtraAdam, RMSprop, Muon and Adam with simultaneous updates have " +
    "them too, and lose them again with one or two seeds of five, mostly late; optimistic Adam, " +
    "Shampoo and symplectic lack some at some evaluations.",
  "- **Plain gradients find all modes and lose them**: SGD, with negative momentum too, has " +
    "all modes of the ring in the first quarter of the steps, and three at most at the end. On " +
    "the grid it keeps all in 24,000 steps, with half of its samples near one; with negative " +
    "momentum and 48,000 four seeds of five lose some there, too. On MNIST SGD, momentum of " +
    "0.9, ExtraAdam and competitive end with one to four classes of ten, at these rates: D " +
    "wins. With competitive it wins at once, since its minimax loss then leaves G without a " +
    "gradient.",
  "- **The symplectic method** gets worse in the second half of the steps on the grid, and on " +
    "MNIST it falls apart after 9,000.",
  "- **Shampoo** has settled on MNIST after a few thousand steps, long before all others, at " +
    "many times the price of a step.",
  "- **Rates** of Adam, RMSprop and what is built on them are 0.001 or 0.003, and 0.003 is " +
    "the largest that was tried; SGD wants ten to thirty times as much as Adam. On the ring " +
    "Adam wants less with simultaneous updates, lookahead or negative momentum than without.",
  "- **Price of a step**: with the 128 units of the example, on an otherwise idle processor, " +
    "the ring trains at 895 steps a second with Adam, 1,090 with SGD, 260 with consensus, 160 " +
    "with symplectic and 67 with Shampoo. Steps a second in the sections below were taken on " +
    "processors that many others used as well, and do not compare methods.",
  "- **Whether the figures have settled**: 36 of 45 have. What is bold on the ring moves by " +
    "two hundredths at most, and so do Muon and the competitive method on the grid; the " +
    "symplectic method gets worse there. On MNIST consensus and Muon still become better.",
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
