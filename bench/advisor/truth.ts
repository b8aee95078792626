import { readEvaluations, readPicture, readRecord, sampleSteps } from "../../src/run";
import type { Picture } from "../../src/shared/run/picture";
import type { Evaluation, RunRecord } from "../../src/shared/run/run";
import { mean, median } from "../search/statistics";
import { fewAndHeldOut } from "./few-pictures";
import { movement } from "./movement";
import { type Copies, copiesIn, movedPixels } from "./pixels";
import { illnessAt, isWellAt, latePoints, measuredPoints, POINT_FIGURES } from "./points";
import {
  AWAY,
  type CoursePoint,
  courseOf,
  illnessesIn,
  LACKS,
  lackOf,
  lateOf,
  type MeasuredPoint,
  measuredByDistance,
  measuredByLack,
} from "./course";
import type { TruthKind } from "./games";

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
  "recovered",
  "unclear",
] as const;
export type TruthLabel = (typeof TRUTHS)[number];

const WELL: readonly TruthLabel[] = ["healthy", "slow"];
export const isWell = (label: TruthLabel): boolean => WELL.includes(label);

/** What became of a run, and by which figures that was decided. */
export interface Truth {
  label: TruthLabel;
  /** What may be said of it as well: samples that hop are in one place at a time, too. */
  also: readonly TruthLabel[];
  figures: Record<string, number>;
  /** How bad it is, so that a branch can be compared with its original: less is better. */
  badness: number;
  /** How it was at each of its evaluations; empty of what was not evaluated so. */
  course: readonly CoursePoint[];
}

/** What the last third of a run says of it. */
type LateTruth = Omit<Truth, "course">;

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
  "classEntropy",
  ...POINT_FIGURES,
]);

const valuesOf = (evaluations: readonly Evaluation[], figure: string): number[] =>
  evaluations.flatMap(({ results }) => results[figure]?.value ?? []);

export async function truthOf(kind: TruthKind, dir: string): Promise<Truth> {
  const record = readRecord(dir);
  const evaluations = await readEvaluations(dir);
  const pictures = await picturesOf(dir);
  if (record.error?.code === "not-finite") return { ...diverged(record), course: [] };
  switch (kind.by) {
    case "distances": {
      const late = ofDistances(kind.deviation, evaluations, pictures);
      return byCourse(late, measuredByDistance(evaluations, kind.deviation), record);
    }
    case "modes":
      return byCourse(
        ofModes(evaluations, pictures),
        measuredByLack(evaluations, "reverseKl"),
        record,
      );
    case "points":
      return byCourse(
        ofPoints(evaluations, pictures),
        measuredPoints(evaluations, pictures),
        record,
      );
    case "eye":
      return { label: "unclear", also: [], figures: {}, badness: NaN, course: [] };
    case "classes": {
      const late = ofClasses(evaluations, dir, pictures);
      return byCourse(late, measuredByLack(evaluations, "classKl"), record);
    }
    case "copies":
      return ofCopies(kind, dir, pictures, record);
  }
}

/** A run that is well in its last third and was ill for a considerable part before has recovered. */
function byCourse(
  late: LateTruth,
  points: readonly MeasuredPoint[],
  { steps }: Pick<RunRecord, "steps">,
): Truth {
  const course = courseOf(points, steps);
  const was = isWell(late.label) ? illnessesIn(course, steps) : [];
  return was.length > 0 ? { ...late, label: "recovered", also: was, course } : { ...late, course };
}

const diverged = ({ step }: Pick<RunRecord, "step">): LateTruth => ({
  label: "diverging",
  also: [],
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

/**
 * 1-D data. Distances are in deviations of the data: who leaves out one of the four modes of the
 * mixture is at least 0.29 away. The Jensen-Shannon divergence is 0.38 where one of four is left,
 * and log 2 at most.
 */
function ofDistances(
  deviation: number,
  evaluations: readonly Evaluation[],
  pictures: readonly Picture[],
): LateTruth {
  const divergences = lateOf(valuesOf(evaluations, "jensenShannon"));
  const w1 = valuesOf(evaluations, "w1").map((value) => value / deviation);
  const late = lateOf(w1);
  const divergence = mean(divergences);
  const change = median(late.slice(1).map((value, i) => Math.abs(value - late[i]!)));
  const swing = change / mean(late);
  const moved = movedMass(pictures);
  const figures = { divergence, w1: mean(late), farthest: Math.max(...late), swing, moved };
  const isStill = swing < 0.01;
  const hops = swing > 0.25;
  return { ...label(), figures, badness: mean(late) };

  function label(): Pick<Truth, "label" | "also"> {
    if (mean(late) > 10 * w1[0]!) return { label: "diverging", also: [] };
    if (isStill && moved < 0.05) return { label: "stuck", also: [] };
    if (divergence > AWAY.divergence)
      return { label: "collapsed", also: alsoOf({ isStill, hops }) };
    const isNear = Math.max(...late) < AWAY.near;
    if (isNear && Math.max(...divergences) < 0.1) return { label: "healthy", also: [] };
    if (hops) return { label: Math.max(...late) < AWAY.far ? "unclear" : "oscillating", also: [] };
    return mean(late) < AWAY.near ? { label: "slow", also: [] } : { label: "partial", also: [] };
  }
}

/** Of 1-D samples, the share that is not where it was at first. */
function movedMass(pictures: readonly Picture[]): number {
  const masses = [pictures[0], pictures.at(-1)].map((picture) => {
    const density = picture?.kind === "density" ? picture.pGenerator : [];
    const total = density.reduce((sum, value) => sum + value, 0);
    return density.map((value) => value / total);
  });
  const [first = [], last = []] = masses;
  return first.reduce((sum, share, i) => sum + Math.abs(share - last[i]!) / 2, 0);
}

const alsoOf = ({ isStill, hops }: { isStill: boolean; hops: boolean }): TruthLabel[] => [
  ...(isStill ? (["stuck"] as const) : []),
  ...(hops ? (["oscillating"] as const) : []),
];

/** Mixtures: how many modes are covered, and whether samples hop between them. */
function ofModes(evaluations: readonly Evaluation[], pictures: readonly Picture[]): LateTruth {
  const of = Number(evaluations[0]?.results["modesCovered"]?.settings["of"]);
  const covered = mean(lateOf(valuesOf(evaluations, "modesCovered"))) / of;
  const good = mean(lateOf(valuesOf(evaluations, "highQuality")));
  const kl = mean(lateOf(valuesOf(evaluations, "reverseKl")));
  const lack = lackOf(kl);
  const { drift, reach, change, moved } = movement(pictures);
  const figures = { covered, good, lack, drift, reach, change, moved };
  const hops = drift > 0.1;
  return { ...label(), figures, badness: kl + 1 - good };

  function label(): Pick<Truth, "label" | "also"> {
    // Samples that are at a quarter of the modes have collapsed, wherever that place is or moves.
    const isLacking = lack > LACKS.nearlyAll && covered <= 0.25;
    if (reach > 10) return { label: "diverging", also: isLacking ? ["collapsed"] : [] };
    // A G that stays where it began has made samples of one place from the start on.
    if (moved < 0.05)
      return { label: "stuck", also: isLacking && moved > 0.01 ? ["collapsed"] : [] };
    if (isLacking) return { label: "collapsed", also: alsoOf({ isStill: change < 0.01, hops }) };
    if (change < 0.005 && good < 0.5) return { label: "stuck", also: [] };
    if (lack < LACKS.little)
      return { label: covered > 0.95 && good > 0.5 ? "healthy" : "slow", also: [] };
    if (lack < LACKS.much) return { label: "unclear", also: [] };
    return { label: hops ? "oscillating" : "partial", also: [] };
  }
}

/** Points without modes, by how far they are from the data and what of it has none near. */
function ofPoints(evaluations: readonly Evaluation[], pictures: readonly Picture[]): LateTruth {
  const late = latePoints(evaluations, pictures);
  const { drift, reach, change, moved } = movement(pictures);
  const illness = illnessAt(late);
  const figures = { ...late, drift, reach, change, moved };
  return { ...label(), figures, badness: late.distance };

  function label(): Pick<Truth, "label" | "also"> {
    const hops = drift > 0.1;
    if (reach > 10) return { label: "diverging", also: illness ? [illness] : [] };
    if (moved < 0.05) return { label: "stuck", also: illness === "collapsed" ? [illness] : [] };
    if (illness === "collapsed")
      return { label: illness, also: alsoOf({ isStill: change < 0.01, hops }) };
    if (illness) return { label: hops ? "oscillating" : "partial", also: [] };
    if (!isWellAt(late)) return { label: "unclear", also: [] };
    return { label: late.lack < LACKS.little ? "healthy" : "slow", also: [] };
  }
}

/** Pictures with classes, by the classes that a classifier finds in samples, and by FID. */
function ofClasses(
  evaluations: readonly Evaluation[],
  dir: string,
  pictures: Picture[],
): LateTruth {
  const fid = valuesOf(evaluations, "fid");
  const lack = lackOf(mean(lateOf(valuesOf(evaluations, "classKl"))));
  const late = mean(lateOf(fid));
  const best = Math.min(...fid);
  const gain = fid[0]! / late;
  const middle = fid[Math.floor(fid.length / 2)]!;
  const moved = movedPixels(dir, pictures);
  const figures = { lack, fid: late, best, gain, moved };
  return { ...label(), figures, badness: late };

  function label(): Pick<Truth, "label" | "also"> {
    const isStill = Math.abs(gain - 1) < 0.02 && Math.abs(middle / late - 1) < 0.02;
    const isLacking = lack > LACKS.nearlyAll;
    if (late > 3 * fid[0]!) return { label: "diverging", also: [] };
    // A G that stays where it began has made one kind of sample from the start on.
    if (isStill) return { label: "stuck", also: isLacking && moved > 0.01 ? ["collapsed"] : [] };
    if (late < 0.85 * middle) return { label: "slow", also: [] };
    if (isLacking) return { label: "collapsed", also: [] };
    if (lack > LACKS.much) return { label: "partial", also: [] };
    if (late > 1.3 * best) return { label: "oscillating", also: [] };
    return { label: lack < LACKS.little ? "healthy" : "unclear", also: [] };
  }
}

async function ofCopies(
  { examples, heldOut }: Extract<TruthKind, { by: "copies" }>,
  dir: string,
  pictures: readonly Picture[],
  { steps }: Pick<RunRecord, "steps">,
): Promise<Truth> {
  const found = await copiesIn(await fewAndHeldOut(dir, examples, heldOut), dir, pictures);
  const last = found.at(-1);
  if (!last) throw new Error(`the run has no pictures (${dir})`);
  const { copied, digits, near, far } = last;
  const illnessOf = (one: Copies) => {
    if (one.copied > 0.5) return "memorising";
    return one.digits <= examples / 4 ? "collapsed" : undefined;
  };
  const late: LateTruth = {
    label: illnessOf(last) ?? "slow",
    also: digits <= examples / 4 ? ["collapsed"] : [],
    figures: { copied, digits, near, far },
    badness: copied + 1 - digits / examples,
  };
  const points = found.map((one): MeasuredPoint => {
    const illness = illnessOf(one);
    return { step: one.step, distance: 1, isWell: !illness, illness };
  });
  return byCourse(late, points, { steps });
}
