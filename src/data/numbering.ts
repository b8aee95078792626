/**
 * How the batches of data are numbered through a run: the i-th that an iteration takes, both
 * counted from 0, is number `iteration * batchesPerIteration + i + batchOffset`. Each number is
 * used once and none is left out, so that an epoch visits each example exactly once.
 */
export interface Numbering {
  /** k of Algorithm 1: the batches that an iteration takes for D's updates. */
  readonly discriminatorSteps: number;
  /** What it takes beside them. */
  readonly extraBatches?: number | undefined;
  /** 0 until one of the two is changed in the middle of the run; may be negative. */
  readonly batchOffset: number;
}

export const batchesPerIteration = ({
  discriminatorSteps,
  extraBatches = 0,
}: Omit<Numbering, "batchOffset">): number => discriminatorSteps + extraBatches;

export function batchNumber(numbering: Numbering, iteration: number, i = 0): number {
  return iteration * batchesPerIteration(numbering) + i + numbering.batchOffset;
}

/**
 * The numbering with another k, or as many batches beside it, from an iteration on, whose first
 * batch keeps its number.
 */
export function renumbered(
  numbering: Numbering,
  iteration: number,
  discriminatorSteps: number,
  extraBatches = numbering.extraBatches,
): Pick<Numbering, "discriminatorSteps" | "batchOffset"> {
  return {
    discriminatorSteps,
    batchOffset:
      batchNumber(numbering, iteration) -
      iteration * batchesPerIteration({ discriminatorSteps, extraBatches }),
  };
}
