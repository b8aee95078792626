/**
 * `npm run bench`: how fast this project trains, beside TensorFlow.js as it comes, PyTorch and
 * TensorFlow's Python, on four experiments. README.md beside it says what is measured and how. Run
 * it on a quiet machine.
 */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchMnist } from "../src/data/mnist";
import { cacheDirs } from "../src/shared/files/cache";
import { endChildrenOnSignals } from "./speed/child";
import { type OwnEngines, ownEngines } from "./speed/engines";
import { describeMachine } from "./speed/machine";
import { type Options, parseOptions, USAGE } from "./speed/options";
import { report } from "./speed/report";
import type { Results } from "./speed/results";
import { type RowsContext, rowsOf, sgemmRows } from "./speed/rows";
import { Run } from "./speed/run";
import { findPython, NO_PYTHON, type Python } from "./speed/venv";
import { CLI, WORKLOADS } from "./speed/workloads";
import { first } from "../test/support/values";

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  endChildrenOnSignals();
  if (options.setup) return setup();
  if (!existsSync(CLI))
    throw new Error(`there is no ${CLI}; \`npm run build -- --minify\` makes it`);
  const machine = describeMachine();
  const engines = await ownEngines();
  const python = checkNames(options, engines) ? await findPython(!options.quick, say) : NO_PYTHON;
  if (python.remark) say(python.remark);
  const context: RowsContext = {
    engines,
    python,
    mnist: await mnist(options),
    quick: options.quick,
  };
  const rows = rowsOf(context);
  const sgemm = sgemmRows(context);
  const run = new Run(options, rows, sgemm, say);
  await run.all();
  const whole = options.only === undefined && options.workloads.length === WORKLOADS.length;
  const measured = whole ? "full" : "partial";
  const results: Results = {
    kind: options.quick ? "quick" : measured,
    rounds: options.rounds,
    secondsPerRow: options.seconds,
    machine,
    rows: rows.map(({ id, label }) => ({ id, label })),
    entries: run.entries,
    example: run.example,
    remarks: [
      ...context.engines.remarks,
      ...(python.remark ? [python.remark] : []),
      ...run.remarks,
    ],
  };
  const text = report(results);
  await mkdir(options.out, { recursive: true });
  await writeFile(join(options.out, "speed.md"), text);
  await writeFile(join(options.out, "speed.json"), `${JSON.stringify(results, null, 1)}\n`);
  process.stdout.write(text);
}

async function setup(): Promise<void> {
  const { program, remark } = await findPython(true, say);
  say(remark ?? "the Python peers are there");
  process.exitCode = program ? 0 : 1;
}

/** Checks the names of `--only`. @returns whether Python is wanted. */
function checkNames({ only, quick }: Options, engines: OwnEngines): boolean {
  const ids = (python: Python) => rowsOf({ engines, python, mnist: "", quick }).map(({ id }) => id);
  const all = [...ids({ program: "python", torch: true, tensorflow: true }), "sgemm", "example"];
  const without = [...ids(NO_PYTHON), "example"];
  const unknown = only?.find((id) => !all.includes(id));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${all.join(", ")}`);
  return !only?.every((id) => without.includes(id));
}

/**
 * The folder of the MNIST files, fetched before anything is timed; empty where no workload wants
 * them.
 */
async function mnist({ workloads }: Options): Promise<string> {
  if (!workloads.includes("mnist") && !workloads.includes("dcgan")) return "";
  const dirs = cacheDirs();
  return fetchMnist({
    cacheDir: dirs.find((dir) => existsSync(join(dir, "data", "mnist"))) ?? first(dirs),
  });
}

main().catch((error: unknown) => {
  say(`error: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
});
