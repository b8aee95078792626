import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { readRecord, runFiles } from "../../run";
import { writePiecesAtomic } from "../../run/atomic-files";
import { rowBatches } from "../../run/rows-file";
import { GanError } from "../../shared/errors";
import { COLUMN_NAMES } from "../../shared/run/metrics";
import { formatCount } from "../../shared/text/format";

/**
 * `gan export RUN --out FILE.csv`: the metrics of each step as a table for other programs, also
 * while the run trains.
 */
async function exportMetrics(run: string, { out }: { out: string }): Promise<void> {
  if (!/\.csv$/i.test(out))
    throw new GanError("bad-usage", `${out} is no name of a table`, "give one that ends in .csv");
  const dir = resolve(run);
  readRecord(dir);
  const { metrics } = runFiles(dir);
  let rows = 0;
  await writePiecesAtomic(
    resolve(out),
    linesOf(metrics, (count) => {
      rows += count;
    }),
  );
  process.stdout.write(
    `${formatCount(rows)} steps: ${relative(process.cwd(), resolve(out)) || resolve(out)}\n`,
  );
}

/** The lines of the table, a piece at a time. What is no number is left empty. */
async function* linesOf(file: string, onRows: (count: number) => void): AsyncGenerator<string> {
  yield `${COLUMN_NAMES.join(",")}\n`;
  if (!existsSync(file)) return;
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    for await (const { columns } of rowBatches(handle, 0, size, -1)) {
      const lines = Array.from(columns.step, (_, i) =>
        COLUMN_NAMES.map((name) => cell(columns[name].at(i))).join(","),
      );
      onRows(lines.length);
      yield lines.map((line) => `${line}\n`).join("");
    }
  } finally {
    await handle.close();
  }
}

const cell = (value: number | undefined): string => (Number.isFinite(value) ? String(value) : "");

export function declareExport(program: Command): void {
  program
    .command("export <run>")
    .description("write the metrics of each step as a table: losses, D(x), D(G(z)), norms, rates")
    .requiredOption("--out <file>", "where to write it, .csv")
    .action(exportMetrics);
}
