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
  "All networks have two hidden layers of 64 units. The rates of each method are those that came " +
    "out best in a small grid with another seed (at the end of the page): all modes covered, then " +
    "the largest share of high quality with a reverse KL below 0.03, on MNIST the least FID. " +
    "Steps a second were taken on two processors that others used as well, and do not compare " +
    "methods.",
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
    "the standard deviation over the seeds, so that a longer run would rank otherwise.",
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
