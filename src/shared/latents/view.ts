import type { ExploreAsk, ExploredRun } from "../protocol/explore";
import type { GeneratorWeights, LatentEdit, ShownSamples } from "../protocol/latents";
import type { LatentsStart } from "../protocol/latents-page";

/* What a person looks at in the page that explores latents, and what is asked for it. */

/** A row of samples that belongs to the chosen or the picked ones. */
export type Way =
  | { kind: "none" }
  | { kind: "sweep"; coordinate: number }
  | { kind: "between"; spherical: boolean };

/** Samples and coordinates are counted from 1. */
export interface LatentsView {
  seed: number;
  count: number;
  truncation?: number | undefined;
  /** Of a conditional GAN; undefined: each in turn. */
  class?: string | undefined;
  /** The step of the checkpoint; undefined: the latest. */
  at?: number | undefined;
  weights?: GeneratorWeights | undefined;
  edits: LatentEdit[];
  /** The sample whose coordinates have sliders. */
  chosen: number;
  /** In the order in which they were picked. */
  picked: number[];
  way: Way;
}

/** Samples of a row: of pictures so many as can be looked at one by one, of points a curve. */
const ROW_PICTURES = 11;
const ROW_POINTS = 60;
/** Points of which a figure tells how they are distributed. */
const MIN_POINTS = 500;

/** What a page begins with: the samples of the run's own pictures. */
export function firstView(run: ExploredRun, start: LatentsStart = {}): LatentsView {
  const { sample = 1, step } = start;
  const count = Math.max(run.count, sample, run.pictures ? 0 : MIN_POINTS);
  const at = step === undefined ? undefined : nearestStep(run.steps, step);
  return {
    seed: run.seed,
    count,
    at,
    edits: [],
    chosen: sample,
    picked: [],
    way: { kind: "none" },
  };
}

/** The checkpoint nearest to a step; undefined where that is the latest. */
function nearestStep(steps: readonly number[], step: number): number | undefined {
  const [nearest] = steps.toSorted((a, b) => Math.abs(a - step) - Math.abs(b - step));
  return nearest === steps.at(-1) ? undefined : nearest;
}

const drawnLatents = ({ seed, count, truncation, edits, class: ofClass }: LatentsView) => ({
  seed,
  count,
  ...(truncation === undefined ? {} : { truncation }),
  ...(ofClass === undefined ? {} : { class: ofClass }),
  ...(edits.length === 0 ? {} : { edits }),
});

/** What is asked for to show some of a view's samples, or what is made of them. */
export const askFor = (
  view: LatentsView,
  want: ExploreAsk["want"],
  show?: ShownSamples,
): ExploreAsk => ({
  ...(view.at === undefined ? {} : { at: view.at }),
  ...(view.weights === undefined ? {} : { weights: view.weights }),
  latents: { ...drawnLatents(view), ...(show ? { show } : {}) },
  want,
});

/** The samples of the row; undefined where there is none to show. */
export function wayShown(
  { way, chosen, picked }: LatentsView,
  { pictures }: Pick<ExploredRun, "pictures">,
): ShownSamples | undefined {
  const [from, to] = picked;
  const points = pictures ? ROW_PICTURES : ROW_POINTS;
  if (way.kind === "sweep")
    return { kind: "sweep", samples: [chosen], coordinate: way.coordinate, points };
  if (way.kind === "none" || from === undefined || to === undefined) return undefined;
  return {
    kind: "between",
    samples: [from, to],
    spherical: way.spherical,
    points,
  };
}

/** The view with another value of a coordinate of the chosen sample. */
export function withEdit(view: LatentsView, coordinate: number, value: number): LatentsView {
  const sample = view.chosen;
  const others = view.edits.filter(
    (edit) => edit.sample !== sample || edit.coordinate !== coordinate,
  );
  return { ...view, edits: [...others, { sample, coordinate, value }] };
}

/** The view with a sample picked, or no longer. */
export function withPicked(view: LatentsView, sample: number): LatentsView {
  const { picked } = view;
  return {
    ...view,
    picked: picked.includes(sample) ? picked.filter((one) => one !== sample) : [...picked, sample],
  };
}

/** What was looked at, oldest first. */
export interface LatentsHistory {
  views: LatentsView[];
  /** The one that is shown. */
  place: number;
  /** By what the shown one came about: the next change of the same replaces it. */
  by?: string;
}

/** Views that are kept. */
const MAX_VIEWS = 100;

/**
 * The history with a further view. What was taken back is forgotten; changes `by` the same, such as
 * the moves of one slider, are one view.
 */
export function withView(
  { views, place, by: before }: LatentsHistory,
  view: LatentsView,
  by?: string,
): LatentsHistory {
  const kept = by !== undefined && by === before ? place : place + 1;
  const next = [...views.slice(0, kept), view].slice(-MAX_VIEWS);
  return { views: next, place: next.length - 1, ...(by === undefined ? {} : { by }) };
}

/** The history at another of its views. */
export const atPlace = ({ views }: LatentsHistory, place: number): LatentsHistory => ({
  views,
  place: Math.max(0, Math.min(views.length - 1, place)),
});

/** Coordinates in the order in which they are shown, from 1: by number, or by their effects. */
export function orderedCoordinates(size: number, effects?: readonly number[]): number[] {
  const all = Array.from({ length: size }, (_, i) => i + 1);
  const effect = (coordinate: number) => effects?.[coordinate - 1] ?? 0;
  return effects ? all.sort((a, b) => effect(b) - effect(a)) : all;
}
