import { relative, resolve } from "node:path";
import {
  appendLines,
  deleteRun,
  listFolder,
  ownerOf,
  runFiles,
  runsDirOf,
  settledRecord,
} from "../run";
import { parseSetting } from "./config";
import { GanError } from "../shared/errors";
import { commandSchema } from "../shared/protocol";

export async function listRunsCommand(options: { json?: boolean }): Promise<void> {
  const { runs, unreadable } = await listFolder(runsDirOf(process.cwd()));
  for (const { dir, record } of runs) {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ dir, ...record })}\n`
        : `${record.state.padEnd(12)} ${`${record.step}/${record.steps}`.padStart(15)}  ${relative(process.cwd(), dir)}\n`,
    );
  }
  for (const { dir, reason } of unreadable)
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ dir, unreadable: reason })}\n`
        : `${"unreadable".padEnd(12)} ${"".padStart(15)}  ${relative(process.cwd(), dir)}: ${reason}\n`,
    );
  if (runs.length + unreadable.length === 0 && !options.json)
    process.stdout.write("No runs here yet. Start one with: gan train CONFIG\n");
}

export async function deleteRunCommand(run: string): Promise<void> {
  const dir = resolve(run);
  const left = await deleteRun(dir);
  if (left.length === 0) return;
  const named = left.slice(0, 10).join(", ");
  const more = left.length > 10 ? ` and ${left.length - 10} more` : "";
  process.stderr.write(
    `The run is deleted. What it did not make is still in ${dir}: ${named}${more}\n`,
  );
}

const NETWORKS = {
  generator: ["generator"],
  discriminator: ["discriminator"],
  both: ["generator", "discriminator"],
} as const;

/** Puts a command into the run's inbox; its trainer takes it within a fraction of a second. */
export async function send(
  run: string,
  name: string,
  options: {
    network: string;
    optimizer?: string;
    resetSlots?: boolean;
    learningRate?: number;
    metrics?: string;
    samples?: number;
    discriminatorSteps?: number;
    set?: string[];
  },
): Promise<void> {
  const dir = resolve(run);
  const record = settledRecord(dir);
  if (ownerOf(dir) === undefined)
    throw new GanError(
      "bad-run",
      `"${record.name}" is not being trained (${dir})`,
      `resume it: gan resume ${run}`,
    );
  const command = commandSchema.safeParse(commandOf(name, options));
  if (!command.success)
    throw new GanError(
      "bad-usage",
      `not a command: ${name}`,
      "use pause, resume, step, stop, sample, evaluate, optimizer --optimizer JSON, learning-rate --learning-rate X, discriminator-steps --discriminator-steps K, or objective --set penalties.0.weight=5",
    );
  appendLines(runFiles(dir).inbox, [command.data]);
  process.stdout.write(
    `Sent. What comes of it: ${relative(process.cwd(), runFiles(dir).events)} and ${relative(process.cwd(), runFiles(dir).log)}\n`,
  );
}

function commandOf(name: string, options: Parameters<typeof send>[2]): unknown {
  const networks = NETWORKS[options.network as keyof typeof NETWORKS] as
    readonly string[] | undefined;
  if (!networks)
    throw new GanError(
      "bad-usage",
      `--network ${options.network}`,
      "use generator, discriminator or both",
    );
  switch (name) {
    case "optimizer":
      return {
        type: "setOptimizer",
        networks,
        optimizer: parseJson(options.optimizer),
        slots: options.resetSlots ? "reset" : "keep",
      };
    case "learning-rate":
      return { type: "setLearningRate", networks, learningRate: options.learningRate };
    case "evaluate":
      return {
        type: "evaluate",
        ...(options.metrics ? { metrics: options.metrics.split(",") } : {}),
        ...(options.samples ? { samples: options.samples } : {}),
      };
    case "discriminator-steps":
      return { type: "setDiscriminatorSteps", value: options.discriminatorSteps };
    case "objective":
      return { type: "setObjective", set: (options.set ?? []).map(parseSetting) };
    default:
      return { type: name };
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch (error) {
    throw new GanError(
      "bad-usage",
      `--optimizer ${text ?? ""} is not JSON`,
      'write --optimizer \'{"type":"adam","learningRate":0.0002}\'',
      { cause: error },
    );
  }
}
