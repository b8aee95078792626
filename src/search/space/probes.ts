import { type Domain, isActive, type Parameter, type Point, type Space } from "./space";

/*
 * Points of a space at which its experiment is looked at before anything is trained: what is wrong
 * with a range is wrong at one of its ends, or in between.
 */

/** As many combinations of ends, middles and choices are all looked at. */
const MAX_PROBES = 256;

/** All corners and middles where they are few, else every value of each parameter once. */
export function probesOf(space: Space, most = MAX_PROBES): Point[] {
  const all = space.reduce<Point[] | undefined>(
    (points, parameter) => {
      const next = points?.flatMap((point) =>
        isActive(parameter, point, space)
          ? probesOfDomain(parameter.domain).map((value) => ({ ...point, [parameter.name]: value }))
          : [point],
      );
      return next && next.length <= most ? next : undefined;
    },
    [{}],
  );
  return all ?? space.flatMap((parameter) => pointsWithEach(parameter, space, most));
}

/** A point for each value of a parameter, in which the others are in their middle. */
const pointsWithEach = (parameter: Parameter, space: Space, most: number): Point[] =>
  spread(probesOfDomain(parameter.domain), most).map((value) => {
    const wanted = new Map([[parameter.name, value], ...circumstancesOf(parameter, space)]);
    return space.reduce<Point>((point, other) => {
      if (!isActive(other, point, space)) return point;
      const middle = other.domain.kind === "choice" ? 0 : between(other.domain);
      return { ...point, [other.name]: wanted.get(other.name) ?? middle };
    }, {});
  });

/** As many values as are wanted, evenly among all, with both ends. */
const spread = (values: readonly number[], most: number): number[] =>
  values.length <= most
    ? [...values]
    : Array.from({ length: most }, (_, i) =>
        Math.round((i * (values.length - 1)) / (most - 1)),
      ).flatMap((index) => values[index] ?? []);

/** Choices under which a parameter is there. */
function circumstancesOf({ when }: Parameter, space: Space): [string, number][] {
  const parent = space.find(({ name }) => name === when?.parameter);
  if (!when || parent?.domain.kind !== "choice") return [];
  const index = parent.domain.labels.findIndex((label) => when.labels.includes(label));
  return [[parent.name, index], ...circumstancesOf(parent, space)];
}

/** All choices; both ends of a range and a number between them. */
const probesOfDomain = (domain: Domain): number[] =>
  domain.kind === "choice"
    ? domain.labels.map((_, i) => i)
    : [...new Set([domain.from, between(domain), domain.to])];

/**
 * A number inside of a range, and none that is whole by chance: a place that takes whole numbers
 * alone would seem to take all of them.
 */
function between({ kind, from, to, log, step }: Exclude<Domain, { kind: "choice" }>): number {
  const value = log ? from * (to / from) ** 0.382 : from + (to - from) * 0.382;
  if (step !== undefined && !log) return from + Math.round((value - from) / step) * step;
  return kind === "integer" ? Math.round(value) : value;
}
