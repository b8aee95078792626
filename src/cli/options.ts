import { InvalidArgumentError } from "commander";
import { ENGINES } from "../shared/engines";
import { MAX_UPDATES } from "../shared/protocol/update-counts";
import type { Range } from "../shared/protocol/latents";

/* What several commands say of an option in their help. */

export const TRUST_HELP = "let networks that are code run, which came with the run or the study";
export const ENGINE_HELP = `what computes: auto, ${ENGINES.join(", ")}`;

/* How the values of options are read. What cannot be is refused before anything is begun. */

/** A whole number of a range, written as digits or as 1e6. */
export const wholeNumber =
  ([least, most]: Range) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isInteger(value)) throw new InvalidArgumentError(`"${text}" is not a whole number`);
    if (value < least) throw new InvalidArgumentError(`It must be at least ${least}.`);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };

/** A step, or a number of steps or of samples that other checks bound. */
export const anyCount = wholeNumber([1, Number.MAX_SAFE_INTEGER]);

/** Which of several, counted from 1. */
export const place = wholeNumber([1, 1_000_000]);

/** k of Algorithm 1. */
export const discriminatorSteps = wholeNumber([1, MAX_UPDATES]);

/** A step, or 0. */
export const anyStep = wholeNumber([0, Number.MAX_SAFE_INTEGER]);

/** The step of a checkpoint. An option has no value that is undefined: Commander makes "" of it. */
export type AskedCheckpoint = number | "latest";
export const checkpointStep = (text: string): AskedCheckpoint =>
  text === "latest" ? text : anyStep(text);

/** The step that was asked for; undefined: that of the latest checkpoint. */
export const exactStep = (asked: AskedCheckpoint | undefined): number | undefined =>
  asked === "latest" ? undefined : asked;

/** A number that is not negative. */
export const learningRate = (text: string): number => {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError(`"${text}" is not a number of at least 0.`);
  return value;
};

/** A number of a range. */
export const numberWithin =
  ([least, most]: Range) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`"${text}" is not a number from ${least} to ${most}.`);
  };

/** Several values in one, with commas between them; `length`: so many. */
export const list =
  <T>(read: (text: string) => T, length?: number) =>
  (text: string): T[] => {
    const values = text.split(",").map(read);
    if (length === undefined || values.length === length) return values;
    throw new InvalidArgumentError(`"${text}" are not ${length} values with commas between them.`);
  };

/** The values of an option that may be given several times. */
export const collect = (value: string, all: string[]): string[] => [...all, value];
