/**
 * How the batches of data are numbered through a run: the i-th that an iteration takes, both counted from 0, is number
 * `iteration * discriminatorSteps + i + batchOffset`. Each number is used once and none is left out, so that an epoch
 * visits each example exactly once.
 */
export interface Numbering {
  /** k of Algorithm 1: batches that an iteration takes. */
  readonly discriminatorSteps: number;
  /** 0 until k is changed in the middle of the run; may be negative. */
  readonly batchOffset: number;
}

export function batchNumber({ discriminatorSteps, batchOffset }: Numbering, iteration: number, i = 0): number {
  return iteration * discriminatorSteps + i + batchOffset;
}

/** The numbering with another k from an iteration on, whose first batch keeps its number. */
export function renumbered(numbering: Numbering, iteration: number, discriminatorSteps: number): Numbering {
  return { discriminatorSteps, batchOffset: batchNumber(numbering, iteration) - iteration * discriminatorSteps };
}
