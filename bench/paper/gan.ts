import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isEvaluation, readLines, readRecord } from "../../src/run";
import { stepOfName } from "../../src/shared/run/picture";
import type { Evaluation } from "../../src/shared/run/run";

const ROOT = join(__dirname, "..", "..");
export const EXAMPLES = join(ROOT, "examples");

/**
 * The command line that is measured: that of this project unless the environment names another
 * build.
 */
export const CLI = process.env["GAN_CLI"] ?? join(ROOT, "dist", "cli.js");

/** Runs a command of `gan` as a person would, its output to ours. Throws where it fails. */
export async function gan(...args: string[]): Promise<void> {
  process.stderr.write(`gan ${args.join(" ")}\n`);
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`gan ${args[0]} ended with ${code}`);
}

/**
 * Trains an experiment until it is finished: from its beginning, or from where an earlier call was
 * interrupted.
 */
export async function trained(runDir: string, config: string, ...options: string[]): Promise<void> {
  if (!existsSync(join(runDir, "run.json")))
    return gan("train", config, "--run-dir", runDir, ...options);
  if (readRecord(runDir).state !== "finished") await gan("resume", runDir);
}

/**
 * The evaluations of a run that have a figure, by their steps; of several of one step the last.
 */
export async function evaluationsOf(runDir: string, name: string): Promise<Evaluation[]> {
  const found = new Map<number, Evaluation>();
  for await (const evaluation of readLines(join(runDir, "evaluations.jsonl"), isEvaluation))
    if (evaluation.results[name]) found.set(evaluation.step, evaluation);
  return [...found.values()].sort((a, b) => a.step - b.step);
}

/** The steps of which a run has a checkpoint. */
export const checkpointSteps = (runDir: string): number[] =>
  readdirSync(join(runDir, "checkpoints"))
    .flatMap((name) => stepOfName(name, ".safetensors") ?? [])
    .sort((a, b) => a - b);
