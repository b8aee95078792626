import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { readEvaluations, readPicture, readRecord, sampleSteps } from "../../src/run";
import { picturePath } from "../../src/run/files";
import { type ImagesPicture, type Picture, tileOrigin } from "../../src/shared/run/picture";
import type { Evaluation, RunRecord } from "../../src/shared/run/run";
import { mean, median } from "../search/statistics";
import type { Game } from "./cases";
import { fewDigits, heldOutDigits, nearestDistances } from "./few-pictures";

/*
 * What became of a run, decided by what the advisor is not shown: modes covered, distances of 1-D
 * samples, classes that a classifier finds, where samples move, and copies beside held-out digits.
 */

export const TRUTHS = [
  "healthy",
  "slow",
  "collapsed",
  "partial",
  "oscillating",
  "stuck",
  "diverging",
  "memorising",
] as const;
export type TruthLabel = (typeof TRUTHS)[number];

/** What became of a run, and by which figures that was decided. */
export interface Truth {
  label: TruthLabel;
  figures: Record<string, number>;
  /** How bad it is, so that a branch can be compared with its original: less is better. */
  badness: number;
}

/** The evaluations by which truth is decided: the advisor is not shown their figures. */
export const TRUTH_FIGURES: ReadonlySet<string> = new Set([
  "w1",
  "jensenShannon",
  "modesCovered",
  "highQuality",
  "reverseKl",
  "fid",
  "classesCovered",
  "classKl",
]);

/** The last third of what there is, and at least one. */
const lastThird = <T>(list: readonly T[]): readonly T[] =>
  list.slice(Math.min(list.length - 1, Math.floor((2 * list.length) / 3)));

const valuesOf = (evaluations: readonly Evaluation[], figure: string): number[] =>
  evaluations.flatMap(({ results }) => results[figure]?.value ?? []);

export async function truthOf(game: Game, dir: string): Promise<Truth> {
  const record = readRecord(dir);
  const evaluations = await readEvaluations(dir);
  const pictures = await picturesOf(dir);
  if (record.error?.code === "not-finite") return diverged(record);
  switch (game) {
    case "gaussian":
    case "mixture":
      return ofDistances(evaluations);
    case "ring":
    case "grid":
      return ofModes(evaluations, pictures);
    case "mnist":
    case "cifar":
      return ofClasses(evaluations);
    case "few":
      return ofCopies(dir, pictures);
  }
}

const diverged = ({ step }: Pick<RunRecord, "step">): Truth => ({
  label: "diverging",
  figures: { step },
  badness: Infinity,
});

async function picturesOf(dir: string): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const step of await sampleSteps(dir)) {
    const picture = await readPicture(dir, step);
    if (picture) pictures.push(picture);
  }
  return pictures;
}

/** 1-D data: log 2 is the largest Jensen-Shannon divergence there is. */
function ofDistances(evaluations: readonly Evaluation[]): Truth {
  const js = valuesOf(evaluations, "jensenShannon");
  const w1 = valuesOf(evaluations, "w1");
  const late = lastThird(w1);
  const divergence = mean(lastThird(js));
  const change = median(late.slice(1).map((value, i) => Math.abs(value - late[i]!)));
  const swing = change / mean(late);
  const gain = mean(w1.slice(0, 2)) / mean(late);
  const figures = { divergence, w1: mean(late), swing, gain };
  return { label: label(), figures, badness: mean(late) };

  function label(): TruthLabel {
    if (mean(late) > 10 * w1[0]!) return "diverging";
    if (divergence < 0.06) return "healthy";
    if (swing > 0.25) return "oscillating";
    if (swing < 0.01 && gain < 1.05) return "stuck";
    if (divergence > 0.5) return "collapsed";
    return gain > 1.5 && divergence < 0.15 ? "slow" : "partial";
  }
}

/** Mixtures: how many modes are covered, and whether samples hop between them. */
function ofModes(evaluations: readonly Evaluation[], pictures: readonly Picture[]): Truth {
  const of = Number(evaluations[0]?.results["modesCovered"]?.settings["of"]);
  const covered = mean(lastThird(valuesOf(evaluations, "modesCovered"))) / of;
  const good = mean(lastThird(valuesOf(evaluations, "highQuality")));
  const kl = mean(lastThird(valuesOf(evaluations, "reverseKl")));
  const { drift, reach, change } = movement(pictures);
  const figures = { covered, good, kl, drift, reach, change };
  return { label: label(), figures, badness: kl + 1 - good };

  function label(): TruthLabel {
    if (reach > 4) return "diverging";
    if (change < 0.005) return covered > 0.95 ? "slow" : "stuck";
    if (covered > 0.95 && kl < 0.2) return good > 0.5 ? "healthy" : "slow";
    // Samples that are in one place at a time have collapsed, wherever that place moves.
    if (covered <= 0.25) return "collapsed";
    return drift > 0.1 ? "oscillating" : "partial";
  }
}

/**
 * Of the last third of a run's pictures, in the data's own radius: how far the samples' mean moves
 * between two of them, how far the farthest sample is, and how far each sample moves, which is of
 * the same latents.
 */
function movement(pictures: readonly Picture[]): Record<"drift" | "reach" | "change", number> {
  const points = lastThird(pictures).flatMap((picture) =>
    picture.kind === "scatter" ? [picture] : [],
  );
  const radius = Math.max(...(points[0]?.real ?? [NaN]).map(Math.abs));
  const pairs = points
    .slice(1)
    .map((now, i) => ({ now: now.generated, before: points[i]!.generated }));
  const middle = (flat: readonly number[], axis: 0 | 1) =>
    mean(flat.filter((_, i) => i % 2 === axis));
  return {
    drift: median(
      pairs.map(
        ({ now, before }) =>
          Math.hypot(middle(now, 0) - middle(before, 0), middle(now, 1) - middle(before, 1)) /
          radius,
      ),
    ),
    reach: Math.max(...points.flatMap(({ generated }) => generated.map(Math.abs))) / radius,
    change: median(
      pairs.map(
        ({ now, before }) =>
          mean(now.map((value, i) => Math.abs(value - (before[i] ?? value)))) / radius,
      ),
    ),
  };
}

/** Pictures with classes: a G that still learns fast is slow, whatever it leaves out yet. */
function ofClasses(evaluations: readonly Evaluation[]): Truth {
  const fid = valuesOf(evaluations, "fid");
  const kl = mean(lastThird(valuesOf(evaluations, "classKl")));
  const late = mean(lastThird(fid));
  const best = Math.min(...fid);
  const gain = fid[0]! / late;
  const middle = fid[Math.floor(fid.length / 2)]!;
  const figures = { kl, fid: late, best, gain };
  return { label: label(), figures, badness: late };

  function label(): TruthLabel {
    if (late > 3 * fid[0]!) return "diverging";
    if (Math.abs(gain - 1) < 0.02 && Math.abs(middle / late - 1) < 0.02) return "stuck";
    if (kl < 0.2 && gain > 1.2) return late < 1.3 * best ? "healthy" : "oscillating";
    if (late < 0.85 * middle) return "slow";
    return kl > 1.2 ? "collapsed" : "partial";
  }
}

/** A sample three times as near to a training example as to any other digit is a copy of it. */
const COPY_RATIO = 1 / 3;

async function ofCopies(dir: string, pictures: readonly Picture[]): Promise<Truth> {
  const last = pictures.at(-1);
  if (last?.kind !== "images") throw new Error(`the run has no pictures (${dir})`);
  const samples = tilesOf(picturePath(dir, last.step), last);
  const near = nearestDistances(samples, await fewDigits());
  const far = nearestDistances(samples, await heldOutDigits());
  const copied = near.filter((distance, i) => distance < COPY_RATIO * far[i]!).length / near.length;
  return {
    label: copied > 0.5 ? "memorising" : "slow",
    figures: { copied, near: median(near), far: median(far) },
    badness: copied,
  };
}

/** The grey pixels of a picture's tiles, in [0, 1]. */
function tilesOf(file: string, { layout }: ImagesPicture): Float32Array {
  const { data, width } = PNG.sync.read(readFileSync(file));
  const { count, tileWidth, tileHeight } = layout;
  const tiles = new Float32Array(count * tileWidth * tileHeight);
  for (let tile = 0, at = 0; tile < count; tile++) {
    const { left, top } = tileOrigin(layout, tile);
    for (let y = 0; y < tileHeight; y++)
      for (let x = 0; x < tileWidth; x++)
        tiles[at++] = data[4 * ((top + y) * width + left + x)]! / 255;
  }
  return tiles;
}
