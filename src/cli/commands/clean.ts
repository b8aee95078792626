import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { listRuns, runFiles, runsDirOf } from "../../run";
import {
  CLEAN_KINDS,
  type CleanKind,
  free,
  freeableOf,
  type Freeable,
  whyKept,
} from "../../run/clean";
import { pinCheckpoint, pinnedSteps } from "../../run/retention";
import { GanError, toGanError } from "../../shared/errors";
import { formatBytes, formatCount } from "../../shared/text/format";
import { anyCount, wholeNumber } from "../options";

/* `gan clean` frees space in run folders; `gan pin` keeps a checkpoint from that. */

interface CleanOptions {
  keep: number;
  pictures?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

interface CleanableRun {
  dir: string;
  found: Freeable[];
}

async function clean(target: string | undefined, options: CleanOptions): Promise<void> {
  const kinds = CLEAN_KINDS.filter((kind) => kind !== "pictures" || options.pictures);
  const runs: CleanableRun[] = [];
  for (const dir of await runsBelow(target)) {
    let why = whyKept(dir);
    try {
      if (why === undefined)
        runs.push({ dir, found: await freeableOf(dir, { ...options, kinds }) });
    } catch (error) {
      why = toGanError(error).message;
    }
    if (why !== undefined) process.stderr.write(`${relative(process.cwd(), dir)} stays: ${why}\n`);
  }
  const some = runs.filter(({ found }) => found.length > 0);
  for (const { dir, found } of some) show(dir, found, options.json === true);
  const total = totalOf(some);
  if (!options.json) process.stdout.write(`${sentence(some, total, kinds)}\n`);
  if (options.dryRun || some.length === 0) return;
  await confirm(options, total);
  for (const { dir, found } of some) await free(dir, found);
  if (!options.json) process.stdout.write(`${formatBytes(total)} are free\n`);
}

/** The run that is named, or all runs of the folder that is. */
async function runsBelow(target: string | undefined): Promise<string[]> {
  const place = resolve(target ?? ".");
  if (existsSync(runFiles(place).record)) return [place];
  const runs = existsSync(runsDirOf(place)) ? runsDirOf(place) : place;
  return (await listRuns(runs)).map(({ dir }) => dir);
}

function show(dir: string, found: readonly Freeable[], json: boolean): void {
  if (json) {
    const kinds = found.map(({ kind, paths, bytes }) => [kind, { count: paths.length, bytes }]);
    process.stdout.write(`${JSON.stringify({ run: dir, ...Object.fromEntries(kinds) })}\n`);
    return;
  }
  const parts = found.map(
    ({ kind, paths, bytes }) =>
      `${formatBytes(bytes)} in ${formatCount(paths.length)} ${NAMES[kind]}`,
  );
  process.stdout.write(`${relative(process.cwd(), dir) || "."}: ${parts.join(", ")}\n`);
}

const NAMES: Record<CleanKind, string> = {
  checkpoints: "old checkpoints",
  rewound: "cut-off parts",
  pictures: "files of pictures",
};

const totalOf = (runs: readonly CleanableRun[]): number =>
  runs.flatMap(({ found }) => found).reduce((sum, { bytes }) => sum + bytes, 0);

function sentence(
  runs: readonly CleanableRun[],
  total: number,
  kinds: readonly CleanKind[],
): string {
  if (runs.length === 0) return `Nothing is to be deleted (${kinds.join(", ")})`;
  return `${formatBytes(total)} can be freed in ${formatCount(runs.length)} ${runs.length === 1 ? "run" : "runs"}`;
}

/** Asks at a terminal; elsewhere `--yes` is needed. @throws GanError where it is not to be */
async function confirm({ yes, json }: CleanOptions, bytes: number): Promise<void> {
  if (yes) return;
  const refusal = new GanError("bad-usage", "nothing was deleted", "give --yes to delete it");
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) throw refusal;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Delete ${formatBytes(bytes)} for good? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw refusal;
}

export function declareClean(program: Command): void {
  program
    .command("clean [folder]")
    .description(
      "show what of a run, or of all runs of a folder, can be deleted, and delete it: old " +
        "checkpoints and what was cut off by gan rewind; never what is pinned, what the config's " +
        "checkpoint settings keep, what is being trained or what belongs to a study",
    )
    .option("--keep <n>", "latest checkpoints of each run that stay", anyCount, 1)
    .option("--pictures", "delete pictures too, but the last of each run")
    .option("--dry-run", "only show it")
    .option("--yes", "delete without a question")
    .option("--json", "print one JSON object a run")
    .action(clean);
}

function pin(run: string, { at, remove }: { at?: number; remove?: boolean }): void {
  const dir = resolve(run);
  if (at !== undefined) pinCheckpoint(dir, at, !remove);
  const steps = pinnedSteps(dir);
  process.stdout.write(
    steps.length > 0 ? `Pinned: ${steps.map(formatCount).join("; ")}\n` : "Nothing is pinned\n",
  );
}

export function declarePin(program: Command): void {
  program
    .command("pin <run>")
    .description("keep a checkpoint for good, or list those that are kept so")
    .option("--at <step>", "step of the checkpoint", wholeNumber([0, Number.MAX_SAFE_INTEGER]))
    .option("--remove", "let it go again")
    .action(pin);
}
