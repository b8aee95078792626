import { basename, join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { readRecord } from "../../run";
import { writePiecesAtomic } from "../../run/atomic-files";
import { trustRun } from "../../run/trust";
import { GanError } from "../../shared/errors";
import { cacheDirs } from "../../shared/files/cache";
import { EXPORT_FORMATS, type ExportFormat } from "../../shared/protocol/jobs";
import { COLUMN_NAMES } from "../../shared/run/metrics";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";
import { csvRows, rowColumns } from "../row-pieces";
import { checkpointStep, ENGINE_HELP, TRUST_HELP } from "../options";

/* `gan export`: networks, the metrics of each step, or all for TensorBoard, for other programs. */

const TENSORBOARD = "tensorboard";

interface ExportOptions {
  format?: ExportFormat | typeof TENSORBOARD;
  network: "generator" | "discriminator" | "both";
  at?: number;
  average?: boolean;
  current?: boolean;
  engine?: string;
  trust?: boolean;
  out?: string;
}

/** `gan export RUN --format F`: networks or events. `gan export RUN --out FILE.csv`: metrics. */
function exportRun(run: string, options: ExportOptions): Promise<void> {
  const { format, out } = options;
  if (format === undefined) return exportMetrics(run, out);
  if (format === TENSORBOARD) return exportEvents(run, out);
  return exportNetworks(run, { ...options, format });
}

/** Scalars, pictures and settings, also while the run trains. */
async function exportEvents(run: string, chosen: string | undefined): Promise<void> {
  const dir = resolve(run);
  const out = resolve(chosen ?? `${basename(dir)}-${TENSORBOARD}`);
  const { exportTensorBoard } = await import("../../run/tensorboard/export");
  const { file, rows, evaluations, pictures } = await exportTensorBoard(dir, out);
  const place = relative(process.cwd(), out) || out;
  const counts = Object.entries({ "rows of metrics": rows, evaluations, pictures });
  const told = counts.map(([what, count]) => `${what} ${formatCount(count)}`).join(", ");
  process.stdout.write(`${join(place, file)}: ${told}\nsee it: tensorboard --logdir ${place}\n`);
}

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
      `give --format ${EXPORT_FORMATS.join("|")} for networks, --format ${TENSORBOARD} for ` +
        "TensorBoard, or --out FILE.csv for the metrics",
    );
  if (!/\.csv$/i.test(out))
    throw new GanError(
      "bad-usage",
      `${out} is no name of a table`,
      "give one that ends in .csv, or say with --format as what to export networks",
    );
  const dir = resolve(run);
  readRecord(dir);
  let rows = 0;
  await writePiecesAtomic(
    resolve(out),
    linesOf(dir, (count) => {
      rows += count;
    }),
  );
  process.stdout.write(
    `${formatCount(rows)} steps: ${relative(process.cwd(), resolve(out)) || resolve(out)}\n`,
  );
}

/** The lines of the table, a piece at a time. */
async function* linesOf(dir: string, onRows: (count: number) => void): AsyncGenerator<string> {
  yield `${COLUMN_NAMES.join(",")}\n`;
  for await (const columns of rowColumns(dir)) {
    onRows(columns.step.length);
    yield csvRows(columns, COLUMN_NAMES);
  }
}

export function declareExport(program: Command): void {
  program
    .command("export <run>")
    .description(
      "write networks for other programs (--format), all that a run tells for TensorBoard " +
        "(--format tensorboard), or the metrics of each step as a table (--out FILE.csv): " +
        "losses, D(x), D(G(z)), norms, rates",
    )
    .addOption(
      new Option("--format <format>", "for which programs").choices([
        ...EXPORT_FORMATS,
        TENSORBOARD,
      ]),
    )
    .option("--out <path>", "a new folder (default: RUN-FORMAT), or a .csv file")
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
