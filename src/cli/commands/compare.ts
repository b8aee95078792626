import { basename, relative, resolve } from "node:path";
import type { Command } from "commander";
import type { Experiment } from "../../experiment/schema";
import {
  moduleHashes,
  readHistory,
  type RunHistory,
  type UnreadableRun,
  writeFileAtomic,
} from "../../run";
import {
  compareRuns,
  type ComparableRow,
  type FigureComparison,
  type Comparison,
  type ComparedFigure,
} from "../../shared/evaluation/comparison";
import { readDataRecord } from "../../run/data-record";
import { standingChanges } from "../../shared/protocol/changes";
import { shortHash } from "../../shared/run/data-record";
import { formatError, GanError, toGanError } from "../../shared/errors";
import { formatCount } from "../../shared/text/format";
import { formatFigure, figureTitle } from "../../shared/evaluation/figures";
import { describeProvenance } from "../../shared/evaluation/provenance";
import type { NetworkName } from "../../shared/run/run";
import { describeEvent } from "../../shared/run/marks";

/* `gan compare`: runs side by side. */

interface CompareOptions {
  json?: boolean;
  /** A file. */
  html?: string;
}

/**
 * Sets runs side by side. Figures that depend on different things are shown apart, with what they
 * differ in.
 */
async function compare(runs: string[], { json, html }: CompareOptions): Promise<void> {
  if (runs.length < 2)
    throw new GanError("bad-usage", "one run cannot be compared", "name two or more");
  const { readable, unreadable } = await readAll(runs.map((run) => resolve(run)));
  const dirs = readable.map(({ dir }) => dir);
  if (html !== undefined) {
    const { compareReport } = await import("../../run/compare-report");
    writeFileAtomic(resolve(html), await compareReport(dirs));
  }
  const stored = readable.map(({ history }) => history);
  const names = stored.map(({ summary }) => summary.record.name);
  // Runs of one experiment are told apart by their folders.
  const labels = names.map((name, i) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : basename(dirs[i]!),
  );
  const comparison = compareRuns(
    stored.map(({ experiment, evaluations }, i) => ({
      label: labels[i]!,
      experiment: withContents(experiment, dirs[i]!),
      evaluations,
    })),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...comparison, dirs, unreadable })}\n`);
    return;
  }
  const heads = stored.map(
    ({ summary: { record } }, i) =>
      `${letter(i)} = ${labels[i]}: ${record.state} at step ${formatCount(record.step)}  ` +
      `(${relative(process.cwd(), dirs[i]!) || "."})`,
  );
  const changes = stored.flatMap(({ events }, i) =>
    standingChanges(events).map(
      (event) => `  ${letter(i)}, from step ${formatCount(event.step)}: ${describeEvent(event)}`,
    ),
  );
  process.stdout.write(
    `${[
      ...heads,
      "",
      ...changedText(comparison),
      ...dataText(dirs),
      ...(changes.length > 0 ? ["", "Changed while training", ...changes] : []),
      "",
      ...(comparison.measures.length > 0
        ? figuresText(comparison)
        : ["No run has been evaluated yet: gan evaluate RUN"]),
    ].join("\n")}\n`,
  );
}

/**
 * Reads runs. One that cannot be read is named on stderr with the reason, and makes the command
 * fail when all else is done.
 */
async function readAll(dirs: string[]) {
  const readable: { dir: string; history: RunHistory }[] = [];
  const unreadable: UnreadableRun[] = [];
  for (const dir of dirs) {
    try {
      readable.push({ dir, history: await readHistory(dir) });
    } catch (thrown) {
      const error = toGanError(thrown);
      process.stderr.write(`error: ${formatError(error)}\n`);
      unreadable.push({ dir, reason: error.message });
    }
  }
  if (unreadable.length > 0) process.exitCode = 1;
  if (readable.length === 0) throw new GanError("bad-run", "");
  return { readable, unreadable };
}

/**
 * With what the run recorded of files: the hashes of networks that are modules and of its data. The
 * file of the same name may have been another at the time.
 */
function withContents(experiment: Experiment, dir: string): object {
  const recorded = readDataRecord(dir);
  return {
    ...experiment,
    data: {
      ...experiment.data,
      ...(recorded
        ? {
            examples: recorded.examples,
            bytes: recorded.bytes,
            sha256: shortHash(recorded.sha256),
          }
        : {}),
    },
    ...Object.fromEntries(
      Object.entries(moduleHashes(dir)).map(([network, sha256]) => [
        network,
        { ...experiment[network as NetworkName], sha256: sha256.slice(0, 12) },
      ]),
    ),
  };
}

/** A config names files; what was in them may differ all the same. */
function dataText(dirs: readonly string[]): string[] {
  const hashes = new Set(dirs.flatMap((dir) => readDataRecord(dir)?.sha256 ?? []));
  return hashes.size > 1
    ? ["", "The data differ: the runs were trained with files of different content."]
    : [];
}

const letter = (i: number): string => (i < 26 ? String.fromCharCode(65 + i) : `R${i + 1}`);

function changedText({ changed, runs }: Comparison): string[] {
  if (changed.length === 0) return ["The configs are the same."];
  return [
    "Config",
    ...table(
      ["", ...runs.map((_, i) => letter(i))],
      changed.map(({ key, values }) => [key, ...values.map(shown)]),
    ),
  ];
}

const shown = (value: unknown): string => {
  if (value === undefined) return "–";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

function figuresText({ measures, runs }: Comparison): string[] {
  const together = measures.filter(({ rows }) => rows.length === 1);
  const apart = measures.filter(({ rows }) => rows.length > 1);
  const heads = ["", ...runs.flatMap((_, i) => [`${letter(i)} last`, `${letter(i)} best`])];
  return [
    ...(together.length > 0
      ? [
          "Figures",
          ...table(
            heads,
            together.map(({ name, rows }) => [
              figureTitle(name, rows[0]!.provenance),
              ...cells(rows[0]!),
            ]),
          ),
        ]
      : []),
    ...apart.flatMap((one) => ["", ...apartText(one, runs)]),
  ];
}

const cells = ({ figures }: ComparableRow): string[] =>
  figures.flatMap((of) => [figureText(of?.last), figureText(of?.best)]);
const figureText = (figure: ComparedFigure | undefined): string =>
  figure ? `${formatFigure(figure)} @${figure.step}` : "–";

/** Figures that must not be set side by side: one under the other, each with what sets it apart. */
function apartText({ name, rows, differing }: FigureComparison, runs: readonly string[]): string[] {
  return [
    `${figureTitle(name, differing.includes("features") ? {} : rows[0]!.provenance)}: not ` +
      `to be compared, for the figures differ in ${differing.join(", ")}`,
    ...rows.flatMap(({ provenance, figures }) => [
      `  with ${describeProvenance(provenance, differing)}`,
      ...figures.flatMap((of, i) =>
        of
          ? [
              `    ${letter(i)} = ${runs[i]}: last ${figureText(of.last)}, best ` +
                `${figureText(of.best)}`,
            ]
          : [],
      ),
    ]),
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  const padded = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  return [heads, ...rows].map((row) => `  ${row.map(padded).join("  ")}`.trimEnd());
}

export function declareCompare(program: Command): void {
  program
    .command("compare <run...>")
    .description(
      "set runs side by side: in what their configs differ, and their last and best figures",
    )
    .option("--json", "print the comparison as JSON")
    .option("--html <file>", "write curves, figures and samples as one page for any browser, too")
    .action(compare);
}
