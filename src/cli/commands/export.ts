import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { readRecord, runFiles } from "../../run";
import { writePiecesAtomic } from "../../run/atomic-files";
import { rowBatches } from "../../run/rows-file";
import { trustRun } from "../../run/trust";
import { GanError } from "../../shared/errors";
import { cacheDirs } from "../../shared/files/cache";
import { EXPORT_FORMATS, type ExportFormat } from "../../shared/protocol/jobs";
import { COLUMN_NAMES } from "../../shared/run/metrics";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";
import { checkpointStep, ENGINE_HELP, TRUST_HELP } from "../options";

/* `gan export`: networks, or the metrics of each step, for other programs. */

interface ExportOptions {
  format?: ExportFormat;
  network: "generator" | "discriminator" | "both";
  at?: number;
  average?: boolean;
  current?: boolean;
  engine?: string;
  trust?: boolean;
  out?: string;
}

/** `gan export RUN --format F`: networks. `gan export RUN --out FILE.csv`: the metrics. */
const exportRun = (run: string, options: ExportOptions): Promise<void> =>
  options.format === undefined
    ? exportMetrics(run, options.out)
    : exportNetworks(run, { ...options, format: options.format });

async function exportNetworks(
  run: string,
  options: ExportOptions & { format: ExportFormat },
): Promise<void> {
  const { format, network, at, average, current, engine, trust } = options;
  const runDir = resolve(run);
  if (trust) trustRun(runDir, cacheDirs());
  const out = resolve(options.out ?? `${basename(runDir)}-${format}`);
  const { step, files } = await doJob<"export">({
    kind: "export",
    runDir,
    format,
    networks: network === "both" ? ["generator", "discriminator"] : [network],
    ...(at === undefined ? {} : { at }),
    ...(average ? { weights: "average" } : {}),
    ...(current ? { weights: "current" } : {}),
    ...(engine === undefined ? {} : { engine }),
    out,
  });
  process.stdout.write(
    `${network === "both" ? "both networks" : `the ${network}`} of step ${formatCount(step)}: ` +
      `${relative(process.cwd(), out) || out}\n  ${files.join("\n  ")}\n`,
  );
}

/** The metrics of each step as a table, also while the run trains. */
async function exportMetrics(run: string, out: string | undefined): Promise<void> {
  if (out === undefined)
    throw new GanError(
      "bad-usage",
      "it is not said what to export",
      `give --format ${EXPORT_FORMATS.join("|")} for networks, or --out FILE.csv for the metrics`,
    );
  if (!/\.csv$/i.test(out))
    throw new GanError(
      "bad-usage",
      `${out} is no name of a table`,
      "give one that ends in .csv, or say with --format as what to export networks",
    );
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
    .description(
      "write networks for other programs (--format), or the metrics of each step as a table " +
        "(--out FILE.csv): losses, D(x), D(G(z)), norms, rates",
    )
    .addOption(
      new Option("--format <format>", "networks: for which programs").choices(EXPORT_FORMATS),
    )
    .option("--out <path>", "a new folder for networks (default: RUN-FORMAT), or a .csv file")
    .addOption(
      new Option("--network <network>", "which")
        .choices(["generator", "discriminator", "both"])
        .default("generator"),
    )
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .addOption(
      new Option(
        "--average",
        "the generator's moving average (default where there is one)",
      ).conflicts("current"),
    )
    .option("--current", "the generator's weights as they are trained")
    .option("--engine <name>", ENGINE_HELP)
    .option("--trust", TRUST_HELP)
    .action(exportRun);
}
