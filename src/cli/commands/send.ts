import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command as Program, Option } from "commander";
import { appendLines, ownerOf, runFiles, settledRecord } from "../../run";
import { type ErrorCode, GanError } from "../../shared/errors";
import { formatCount } from "../../shared/text/format";
import {
  type Command,
  commandSchema,
  type OutboxLine,
  outboxSchema,
} from "../../shared/protocol/messages";
import { parseSetting } from "../config";
import { anyCount, discriminatorSteps, learningRate } from "../options";

/* `gan set` and `gan send`: changes and commands for a run that trains. */

const NETWORKS = {
  generator: ["generator"],
  discriminator: ["discriminator"],
  both: ["generator", "discriminator"],
} as const;

export interface SendOptions {
  network: string;
  optimizer?: string;
  resetSlots?: boolean;
  learningRate?: number;
  metrics?: string;
  samples?: number;
  discriminatorSteps?: number;
  set?: string[];
}

/**
 * Puts a command into the run's inbox, waits for what its trainer answers, and fails where that is
 * a refusal.
 */
async function send(run: string, name: string, options: SendOptions): Promise<void> {
  const command = commandSchema.safeParse(commandOf(name, options));
  if (!command.success)
    throw new GanError(
      "bad-usage",
      `not a command: ${name}`,
      "use pause, resume, step, stop, sample, evaluate, or gan set RUN PATH=VALUE for a change",
    );
  const step = await askRun(run, command.data);
  process.stdout.write(`${name}: from step ${formatCount(step)}\n`);
}

/** Changes settings of a run that is being trained: `gan set RUN PATH=VALUE...`. */
async function set(
  run: string,
  settings: readonly string[],
  { slots }: { slots: "keep" | "reset" },
): Promise<void> {
  const changes = settings.map(parseSetting);
  const step = await askRun(run, { type: "change", set: changes, slots });
  const paths = changes.map(({ path }) => path).join(", ");
  process.stdout.write(`${paths}: from step ${formatCount(step)}\n`);
}

/** Asks the trainer of a run, where it has one. @returns the step from which it counts */
async function askRun(run: string, command: Command): Promise<number> {
  const dir = resolve(run);
  const record = settledRecord(dir);
  const owner = ownerOf(dir);
  if (owner === undefined)
    throw new GanError(
      "bad-run",
      `"${record.name}" is not being trained (${dir})`,
      `resume it: gan resume ${run}`,
    );
  return ask(dir, owner, command);
}

const POLL_MS = 100;
/** After so long a person is told what is waited for. */
const SAY_AFTER_MS = 3_000;
/** A trainer of an earlier version never answers. */
const MAX_WAIT_MS = 120_000;

/**
 * Asks a run's trainer for something. @returns the step from which it counts @throws GanError the
 * trainer's refusal
 */
async function ask(dir: string, owner: number, command: Command): Promise<number> {
  const id = randomUUID();
  appendLines(runFiles(dir).inbox, [{ id, command }]);
  const began = performance.now();
  for (let said = false; ;) {
    const isOwned = ownerOf(dir) === owner;
    const answer = answerIn(runFiles(dir).outbox, id);
    if (answer && "step" in answer) return answer.step;
    if (answer) throw new GanError(answer.code as ErrorCode, answer.message, answer.hint);
    if (!isOwned)
      throw new GanError(
        "bad-run",
        `the trainer left before it answered (process ${owner})`,
        `resume the run; ${runFiles(dir).log} tells why it left`,
      );
    const waited = performance.now() - began;
    if (waited > MAX_WAIT_MS)
      throw new GanError(
        "busy",
        `the trainer has not answered for ${MAX_WAIT_MS / 1000} s (process ${owner})`,
        `the command stays in its inbox; what comes of it will be in ${runFiles(dir).log}`,
      );
    if (!said && waited > SAY_AFTER_MS) {
      process.stderr.write(`Waiting for process ${owner} to answer\n`);
      said = true;
    }
    await sleep(POLL_MS);
  }
}

function answerIn(outbox: string, id: string): OutboxLine | undefined {
  let text: string;
  try {
    text = readFileSync(outbox, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  for (const line of text.split("\n")) {
    if (!line.includes(id)) continue;
    try {
      return outboxSchema.parse(JSON.parse(line));
    } catch {
      // Half written: the next look finds it whole.
    }
  }
  return undefined;
}

function commandOf(name: string, options: SendOptions): unknown {
  const networks = NETWORKS[options.network as keyof typeof NETWORKS] as
    readonly string[] | undefined;
  if (!networks)
    throw new GanError(
      "bad-usage",
      `--network ${options.network}`,
      "use generator, discriminator or both",
    );
  const forNetworks = (below: string, value: unknown) =>
    networks.map((network) => ({ path: `optimizer.${network}${below}`, value }));
  switch (name) {
    case "optimizer":
      return {
        type: "change",
        set: forNetworks("", parseJson(options.optimizer)),
        slots: options.resetSlots ? "reset" : "keep",
      };
    case "learning-rate":
      return { type: "change", set: forNetworks(".learningRate", options.learningRate) };
    case "step":
      return { type: "step", ...(networks.length === 1 ? { only: networks[0] } : {}) };
    case "evaluate":
      return {
        type: "evaluate",
        ...(options.metrics ? { metrics: options.metrics.split(",") } : {}),
        ...(options.samples ? { samples: options.samples } : {}),
      };
    case "discriminator-steps":
      return {
        type: "change",
        set: [{ path: "training.discriminatorSteps", value: options.discriminatorSteps }],
      };
    case "objective":
      return {
        type: "change",
        set: (options.set ?? []).map((setting) => {
          const { path, value } = parseSetting(setting);
          return { path: `objective.${path}`, value };
        }),
      };
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

export function declareSend(program: Program): void {
  program
    .command("send <run> <command>")
    .description(
      "tell a run that is being trained, here or in VS Code, and wait for its answer: pause, " +
        "resume, step, stop, sample, evaluate, optimizer, learning-rate, discriminator-steps " +
        "or objective",
    )
    .option(
      "--network <name>",
      "generator, discriminator or both; for step: the one that is trained alone",
      "both",
    )
    .option(
      "--optimizer <json>",
      'for optimizer, for example \'{"type":"sgd","learningRate":0.01}\'',
    )
    .option(
      "--reset-slots",
      "for optimizer: start its slots (moments, velocity) from zero, also those that the old one has",
    )
    .option("--learning-rate <x>", "for learning-rate", learningRate)
    .option(
      "--metrics <names>",
      "for evaluate: what to measure, with commas between (default: what fits)",
    )
    .option("--samples <n>", "for evaluate: samples of the generator", anyCount)
    .option(
      "--discriminator-steps <k>",
      "for discriminator-steps: updates of D for one of G",
      discriminatorSteps,
    )
    .option(
      "--set <path=value...>",
      "for objective: its settings, for example penalties.0.weight=5, loss=hinge, " +
        "instanceNoise=null (none)",
    )
    .action(send);
}

const SET_EXAMPLES = `
Examples:
  gan set RUN optimizer.generator.learningRate=1e-4
  gan set RUN 'optimizer.discriminator={"type":"sgd","learningRate":0.01}' --slots reset
  gan set RUN objective.loss=hinge objective.penalties.0.weight=5
  gan set RUN objective.instanceNoise=null training.discriminatorSteps=2`;

export function declareSet(program: Program): void {
  program
    .command("set <run> <path=value...>")
    .description(
      "change settings of a run that is being trained, here or in VS Code: its optimizers, " +
        "its loss, k; the answer says from which step",
    )
    .addOption(
      new Option(
        "--slots <what>",
        "what becomes of the slots (moments, velocity) of an optimizer that is set: keep " +
          "those that the new one has too, or reset all",
      )
        .choices(["keep", "reset"])
        .default("keep"),
    )
    .addHelpText("after", SET_EXAMPLES)
    .action(set);
}
