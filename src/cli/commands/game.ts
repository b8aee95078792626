import { resolve } from "node:path";
import type { Command } from "commander";
import { readRecord } from "../../run";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import type { PathPoint } from "../../shared/game";
import { describeRotation, eigenvalueText } from "../../shared/game-text";
import { GAME_DEFAULTS, type GameResult, JOB_RANGES } from "../../shared/protocol/jobs";
import { formatCount } from "../../shared/text/format";
import { doJob } from "../job";
import {
  anyStep,
  type AskedCheckpoint,
  checkpointStep,
  ENGINE_HELP,
  exactStep,
  TRUST_HELP,
  wholeNumber,
} from "../options";

/* `gan diagnose --game`: what the game of both networks is like at a checkpoint. */

/** Options that ask something of the game alone. */
export interface GameOptions {
  at?: AskedCheckpoint;
  from?: number;
  samples?: number;
  eigenvalues?: number;
  answerSteps?: number;
  points?: number;
  engine?: string;
  trust?: boolean;
  out?: string;
}

/** Prints eigenvalues, duality gap and path of a run at a checkpoint. Nothing is changed. */
export async function diagnoseGame(
  run: string,
  { at, json, trust, out, ...options }: GameOptions & { json: boolean },
): Promise<void> {
  const runDir = resolve(run);
  const { name } = readRecord(runDir);
  if (trust) trustRun(runDir, cacheDirs());
  const result = await doJob<"game">({
    kind: "game",
    runDir,
    at: exactStep(at),
    ...GAME_DEFAULTS,
    ...options,
    ...(out === undefined ? {} : { out: resolve(out) }),
  });
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...result, kind: undefined })}\n`
      : `${describeGame(name, result)}\n`,
  );
}

/** The result in words and numbers. */
export function describeGame(name: string, { step, samples, engine, ...game }: GameResult): string {
  const { jacobian, hessians } = game.spectrum;
  const { againstGenerator, againstDiscriminator, gap } = game.gap;
  const figure = (value: number): string => value.toPrecision(4);
  return [
    `${name} at step ${formatCount(step)}, on ${formatCount(samples)} samples, on ${engine}`,
    "",
    "Leading eigenvalues",
    `  of the game's Jacobian    ${jacobian.map(eigenvalueText).join(", ")}`,
    `  of G's own Hessian        ${hessians.generator.map(eigenvalueText).join(", ")}`,
    `  of D's own Hessian        ${hessians.discriminator.map(eigenvalueText).join(", ")}`,
    `  ${describeRotation(jacobian)}`,
    "",
    `Duality gap ${figure(gap)}: D could come to ${figure(againstGenerator)}, ` +
      `G to ${figure(againstDiscriminator)}; 0 at an equilibrium.`,
    ...(game.path ? ["", ...pathLines(game.path.from, step, game.path.points)] : []),
  ].join("\n");
}

function pathLines(from: number, to: number, points: readonly PathPoint[]): string[] {
  const number = (value: number): string => value.toPrecision(4).padStart(11);
  return [
    `Path from step ${formatCount(from)} (alpha 0) to step ${formatCount(to)} (alpha 1)`,
    "  alpha     cosine       norm       loss G     loss D",
    ...points.map(
      ({ alpha, cosine, norm, generator, discriminator }) =>
        `  ${Number(alpha.toFixed(2)).toFixed(2).padStart(5)}` +
        [cosine, norm, generator, discriminator].map(number).join(""),
    ),
  ];
}

/** The options of the game, which have no values by themselves: they are refused without it. */
export function declareGameOptions(command: Command): void {
  const { samples, eigenvalues, answerSteps, pathPoints } = JOB_RANGES;
  const count = (what: string, value: number) => `${what} (default: ${value})`;
  command
    .optionsGroup("Of the game (--game):")
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .option("--from <step>", "step of another checkpoint, for the path from it", anyStep)
    .option(
      "--samples <n>",
      count("samples in a batch", GAME_DEFAULTS.samples),
      wholeNumber(samples),
    )
    .option(
      "--eigenvalues <n>",
      count("how many of the largest", GAME_DEFAULTS.eigenvalues),
      wholeNumber(eigenvalues),
    )
    .option(
      "--answer-steps <n>",
      count("updates in which each player looks for its best answer", GAME_DEFAULTS.answerSteps),
      wholeNumber(answerSteps),
    )
    .option(
      "--points <n>",
      count("points of the path", GAME_DEFAULTS.points),
      wholeNumber(pathPoints),
    )
    .option(
      "--out <file>",
      "a picture of it: eigenvalues in the complex plane, and the path (.svg)",
    )
    .option("--engine <engine>", ENGINE_HELP)
    .option("--trust", TRUST_HELP);
}
