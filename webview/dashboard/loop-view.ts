import { lossKind, type Loss, LOSSES } from "../../src/shared/losses";
import { type Picture, stepName } from "../../src/shared/run/picture";
import type { IterationTrace, TracedPlane, TracedSamples } from "../../src/shared/run/trace";
import type { LoopNumbers, Part, Stage } from "./loop-parts";

/* What the diagram of the loop shows: a stage of an iteration, or the newest picture of a run. */

/** Samples to draw: points of a plane, or the address of a picture. */
export type ShownSamples = { points: readonly number[] } | { address: string };

export interface LoopView {
  /** Coordinates of each point: 1 or 2. Pictures have none. */
  dimensions: number;
  plane?: Omit<TracedPlane, "d"> | undefined;
  /** D's values in the cells of the plane, as shares of its range. */
  d?: { columns: number; rows: number; values: readonly number[] } | undefined;
  /** The shown coordinates of latents, 1 or 2 each. */
  latents?: { points: readonly number[]; dimensions: number } | undefined;
  real?: ShownSamples | undefined;
  fake?: ShownSamples | undefined;
  /** Where each of the first samples is told to move. */
  directions?: readonly number[] | undefined;
  numbers: LoopNumbers;
  /** Whether D's output is any number. */
  critic: boolean;
  /** What is lit; all, where nothing is said. */
  lit?: readonly Part[] | undefined;
}

/** Samples from which a thumbnail is drawn. */
const MOST_POINTS = 300;

const samplesOf = (samples: TracedSamples | undefined): ShownSamples | undefined => {
  if (!samples) return undefined;
  return Array.isArray(samples)
    ? { points: samples }
    : { address: `data:image/png;base64,${samples.png}` };
};

/** A stage of an iteration: what its update has made so far. */
export function viewOfStage(trace: IterationTrace, stage: Stage): LoopView {
  const { update, name, lit, numbers, dAfter } = stage;
  const { plane } = trace;
  const hasMoved = name === "update" && update.fakeAfter !== undefined;
  const isFirst = name === "latents";
  return {
    dimensions: trace.data === "numbers" ? 1 : 2,
    plane,
    d: plane?.d && { ...plane.d, values: dAfter ? plane.d.after : plane.d.before },
    latents: { points: update.latents, dimensions: Math.min(2, trace.latentSize) },
    real: isFirst || name === "generate" ? undefined : samplesOf(update.real),
    fake: isFirst ? undefined : samplesOf(hasMoved ? update.fakeAfter : update.fake),
    directions: name === "gradient" ? update.descent : undefined,
    numbers,
    critic: lossKind(trace.loss).output === "critic",
    lit,
  };
}

/** The newest samples and metrics of a run. */
export function liveView(
  picture: Picture | null | undefined,
  numbers: LoopNumbers,
  { critic, sampleUri }: { critic: boolean; sampleUri(file: string): string },
): LoopView {
  const base = { numbers, critic, dimensions: 2 };
  if (!picture) return base;
  if (picture.kind === "density") {
    const { x, d, real, generated } = picture;
    return {
      ...base,
      dimensions: 1,
      plane: { xMin: x[0] ?? 0, xMax: x.at(-1) ?? 1, yMin: 0, yMax: 1 },
      d: { columns: d.length, rows: 1, values: d },
      real: real && { points: real.slice(0, MOST_POINTS) },
      fake: generated && { points: generated.slice(0, MOST_POINTS) },
    };
  }
  if (picture.kind === "scatter") {
    const { heat, real, generated } = picture;
    return {
      ...base,
      plane: heat,
      d: heat,
      real: { points: real.slice(0, 2 * MOST_POINTS) },
      fake: { points: generated.slice(0, 2 * MOST_POINTS) },
    };
  }
  const name = stepName(picture.step);
  return {
    ...base,
    fake: { address: sampleUri(`${name}.png`) },
    ...(picture.nearest ? { real: { address: sampleUri(`${name}.nearest.png`) } } : {}),
  };
}

/** Whether D is a critic under a loss, as an experiment of any version names it. */
export const isCriticLoss = (loss: unknown): boolean =>
  LOSSES.some((one: Loss) => one === loss && lossKind(one).output === "critic");
