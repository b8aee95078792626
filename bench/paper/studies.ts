import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES, gan } from "./gan";
import { type Page, pageOf } from "./page";

/** Instead of a study's settings: report on what has been run so far, and train nothing. */
export const REPORT_ONLY = "--report-only";

/**
 * Runs a study, or goes on with it, and takes its report into a page: from its description to its
 * curves.
 */
async function reportOf(
  page: Page,
  work: string,
  study: string,
  options: readonly string[],
  from = EXAMPLES,
): Promise<string[]> {
  const folder = join(work, study);
  if (options.includes(REPORT_ONLY)) {
    if (!existsSync(folder)) return page.section(study) ?? [`## ${study}`, "", "Not run yet."];
    await gan("search", "--report", folder);
  } else await gan("search", join(from, `${study}.study.json`), "--study-dir", folder, ...options);
  copyFileSync(join(folder, "summary.svg"), page.file(`${study}.svg`));
  const lines = readFileSync(join(folder, "summary.md"), "utf8")
    .replace("](summary.svg)", `](${study}.svg)`)
    .trimEnd()
    .split("\n");
  const runs = lines.indexOf("## Runs");
  return (runs < 0 ? lines : lines.slice(0, runs)).map((line) => line.replace(/^# /, "## "));
}

/** The toys on which methods for two players were published, and the rates of our own study. */
const TOYS = join(__dirname, "toys");

/** Optimizers and methods for two players on the ring, their rates, and optimizers on MNIST. */
export async function optimizers(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("optimizers");
  page.write([
    "# Optimizers",
    "",
    "How the choice of the optimizer, or of a method for two players, makes a GAN converge, " +
      "oscillate or collapse. `npm run bench:paper -- optimizers` runs the studies; each is one " +
      "file that you can run and change: `gan search examples/method-study.study.json`.",
    "",
    "The rates of the study on the ring are those that came out best in a small grid with " +
      "another seed (`rates-ring` below): all modes covered, then the largest share of high " +
      "quality with a reverse KL below 0.03. 3,000 steps show how a method begins: where the " +
      "share still rises, a longer run would rank otherwise. Shampoo and the competitive method " +
      "were tried at one rate each, since they are slow, and Shampoo's in the study is its " +
      "default. Steps a second were taken on two processors that others used as well, and do " +
      "not compare methods.",
    "",
    "Three of the fifteen lose modes with some seeds: SGD with momentum 0.9, Muon, and Adam with " +
      "simultaneous updates. Adam with alternating updates, with lookahead, with negative " +
      "momentum, optimistic or as ExtraAdam keeps all of them. The plain gradient (SGD, SGD with " +
      "negative momentum, competitive) keeps all as well, but is slower to place samples within " +
      "three standard deviations of a mode.",
    "",
    ...(await reportOf(page, work, "method-study", options)),
    "",
    ...(await reportOf(page, work, "rates-ring", options, TOYS)),
    "",
    ...(await reportOf(page, work, "optimizer-study-mnist", options)),
  ]);
}

/** PacGAN's ring and grid. */
export async function pacgan(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("pacgan");
  page.write([
    "# PacGAN: packing against mode collapse",
    "",
    "`npm run bench:paper -- pacgan` trains the networks of Lin et al. 2018 with packing 1 " +
      "(a plain GAN) to 4. How long is said at each: fewer steps show how the game begins. " +
      "Published, after 400,000 steps each:",
    "",
    "| modes covered | GAN | PacGAN2 | PacGAN3 | PacGAN4 |",
    "|---|--:|--:|--:|--:|",
    "| ring, of 8 | 6.3 | 7.9 | 7.8 | 7.8 |",
    "| grid, of 25 | 17.3 | 23.8 | 24.6 | 24.8 |",
    "",
    ...(await reportOf(page, work, "pacgan-ring", options)),
    "",
    ...(await reportOf(page, work, "pacgan-grid", options)),
  ]);
}

/** Methods for two players: the published toys. */
export async function game(work: string, options: readonly string[]): Promise<void> {
  const page = pageOf("game");
  page.write([
    "# Methods for two players",
    "",
    "`npm run bench:paper -- game` trains the toys of Mescheder et al. 2017 (a ring of 8 Gaussians) " +
      "and Balduzzi et al. 2018 (a grid of 16).",
    "",
    "The ring has the paper's networks, optimizer and rate, three seeds, and 20,000 steps. As in " +
      "the paper plain gradients lose modes and the adjusted ones find all of them.",
    "",
    "The grid has the paper's optimizer, rate and length (10,000 steps) and three seeds, but " +
      "narrower networks (six layers of 64 units, not of 384), and its standard deviation is ours. " +
      "As in the paper plain gradients fail and the adjusted ones do not, but more mildly: they " +
      "find all modes within 2,000 steps, then share samples out ever more unevenly (reverse KL), " +
      "and end with 15 of 16. With either adjustment all modes are kept and shared out evenly, " +
      "while the share of high quality still rises at the end.",
    "",
    "Steps a second were taken on two processors that others used as well.",
    "",
    ...(await reportOf(page, work, "consensus-ring", options, TOYS)),
    "",
    ...(await reportOf(page, work, "symplectic-grid", options, TOYS)),
  ]);
}
