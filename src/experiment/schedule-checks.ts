import type * as z from "../shared/zod";
import type { Finding } from "./finding";
import type { Path } from "./json-document";
import { valueAt } from "./schedules";
import { type Experiment, experimentSchema, type Schedule, scheduleSchema } from "./schema";

/*
 * What schedules give over a whole run. The schema checks the values that a schedule names; one
 * that grows with each step passes the bounds of its setting only at some step, and whether a run
 * comes so far is seen here.
 */

/** The steps of a run to look at: from `from`, counted from 0, and before `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/** Every schedule of an experiment that leaves the bounds of its setting while the run lasts. */
export function checkSchedules(
  experiment: Pick<Experiment, "objective" | "optimizer" | "training">,
  run: Stretch = { from: 0, to: experiment.training.steps },
): Finding[] {
  return (["objective", "optimizer", "training"] as const).flatMap((part) =>
    schedulesOutOfBounds(experimentSchema.shape[part], experiment[part], run, [part]),
  );
}

/** The same for a part of an experiment, which has the path `at`. */
export function schedulesOutOfBounds(
  schema: z.ZodType,
  part: unknown,
  run: Stretch,
  at: Path = [],
): Finding[] {
  return schedulesIn(part).flatMap(({ path, schedule }): Finding[] => {
    const issueOf = (value: number) =>
      Number.isFinite(Math.fround(value))
        ? schema
            .safeParse(withValue(part, path, value))
            .error?.issues.find((issue) => isBelow(issue.path, path))
        : ("infinite" as const);
    const step = firstStep(schedule, run, (value) => issueOf(value) !== undefined);
    if (step === undefined) return [];
    const value = valueAt(schedule, step);
    const name = path.findLast((key) => typeof key === "string");
    return [
      {
        severity: "error",
        message:
          `${name} is ${Number(value.toPrecision(6))} at step ${step}, and must be ` +
          `${boundOf(issueOf(value))}`,
        hint: `change its schedule, or train at most ${step} steps`,
        path: [...at, ...path, ...growthOf(schedule)],
      },
    ];
  });
}

/** The setting that makes a schedule grow, where it is one. */
function growthOf(schedule: Schedule): Path {
  switch (schedule.type) {
    case "exponential":
      return ["decay"];
    case "step":
      return ["factor"];
    case "warmUp":
      return typeof schedule.then === "number" ? [] : ["then", ...growthOf(schedule.then)];
    default:
      return [];
  }
}

/** What a setting must be, by what the schema says against a number. */
function boundOf(issue: z.core.$ZodIssue | "infinite" | undefined): string {
  if (issue === undefined || issue === "infinite") return "a number that float32 holds";
  switch (issue.code) {
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "too_small":
      return `${issue.inclusive === false ? "greater than" : "at least"} ${issue.minimum}`;
    case "invalid_union":
      // A number or a schedule: what is said of the number.
      return boundOf(issue.errors.flat().find(({ code }) => code.startsWith("too_")));
    default:
      return issue.message;
  }
}

/** The first step of a run at which a schedule's value is refused. */
function firstStep(
  schedule: Schedule,
  { from, to }: Stretch,
  refused: (value: number) => boolean,
): number | undefined {
  const refusedAt = (step: number) => refused(valueAt(schedule, step));
  const starts = [from, ...turningSteps(schedule).filter((step) => step > from && step < to)];
  for (const [i, start] of starts.entries()) {
    if (start >= to) return undefined;
    if (refusedAt(start)) return start;
    const last = (starts[i + 1] ?? to) - 1;
    if (refusedAt(last)) return bisected(start, last, refusedAt);
  }
  return undefined;
}

/**
 * The first step for which `holds`, which does not at `before`, does at `after`, and changes once
 * in between.
 */
function bisected(before: number, after: number, holds: (step: number) => boolean): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** As many restarts as are looked at; each begins at the same value. */
const MAX_RESTARTS = 100;

/** The steps, beside 0, between which a schedule only rises or only falls, in ascending order. */
export function turningSteps(schedule: number | Schedule): number[] {
  if (typeof schedule === "number") return [];
  switch (schedule.type) {
    case "exponential":
    case "step":
    case "inverseTime":
      return [];
    case "piecewise":
      return schedule.boundaries;
    case "linear":
    case "polynomial":
    case "cosine":
      return [schedule.start, schedule.end];
    case "oneCycle": {
      const top = schedule.rise * schedule.steps - 1;
      return [Math.floor(top), Math.ceil(top), schedule.steps - 1].filter((step) => step > 0);
    }
    case "cosineRestarts": {
      const restarts: number[] = [];
      let length = schedule.period;
      for (let step = length; restarts.length < MAX_RESTARTS; step += length) {
        restarts.push(step);
        length *= schedule.growth;
      }
      return restarts;
    }
    case "warmUp":
      return [schedule.steps, ...turningSteps(schedule.then).map((step) => step + schedule.steps)];
  }
}

interface Found {
  path: Path;
  schedule: Schedule;
}

/** All schedules inside a value. */
function schedulesIn(value: unknown, path: Path = []): Found[] {
  if (typeof value !== "object" || value === null) return [];
  const { data } = scheduleSchema.safeParse(value);
  if (data) return [{ path, schedule: data }];
  return Object.entries(value).flatMap(([key, inner]) =>
    schedulesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy of a value with a number at a path. */
function withValue(value: unknown, [key, ...rest]: Path, number: number): unknown {
  if (key === undefined) return number;
  const inner = (value as Record<string | number, unknown>)[key];
  const next = withValue(inner, rest, number);
  return Array.isArray(value)
    ? value.with(Number(key), next)
    : { ...(value as object), [key]: next };
}

const isBelow = (path: readonly PropertyKey[], start: Path): boolean =>
  start.every((key, i) => path[i] === key);
