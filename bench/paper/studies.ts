import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES, gan } from "./gan";
import { type Page, pageOf } from "./page";

/** Instead of a study's settings: report on what has been run so far, and train nothing. */
export const REPORT_ONLY = "--report-only";

/**
 * Runs a study, or goes on with it, and takes its report into a page: from its description to its
 * curves, or without them.
 */
export async function reportOf(
  page: Page,
  work: string,
  study: string,
  options: readonly string[],
  { from = EXAMPLES, curves = true }: { from?: string; curves?: boolean } = {},
): Promise<string[]> {
  const folder = join(work, study);
  if (options.includes(REPORT_ONLY)) {
    if (!existsSync(folder)) return page.section(study) ?? [`## ${study}`, "", "Not run yet."];
    await gan("search", "--report", folder);
  } else await gan("search", join(from, `${study}.study.json`), "--study-dir", folder, ...options);
  if (curves) copyFileSync(join(folder, "summary.svg"), page.file(`${study}.svg`));
  const lines = readFileSync(join(folder, "summary.md"), "utf8")
    .replace("](summary.svg)", `](${study}.svg)`)
    .trimEnd()
    .split("\n");
  const end = lines.findIndex((line) => line === "## Runs" || (!curves && line.startsWith("![")));
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => line.replace(/^# /, "## "));
}

/** The toys on which methods for two players were published, and the rates of our own studies. */
export const TOYS = join(__dirname, "toys");

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
    ...(await reportOf(page, work, "consensus-ring", options, { from: TOYS })),
    "",
    ...(await reportOf(page, work, "symplectic-grid", options, { from: TOYS })),
  ]);
}
