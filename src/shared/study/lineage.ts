import type { MemberView } from "./study-view";

/* A population over its generations, as its chart draws it. */

export interface LineagePoint {
  member: number;
  generation: number;
  step: number;
  runId: string;
  value: number | null;
  /** The step of the generation before, where the line to this one begins. */
  before: number;
  /** The member from which it took over state and settings; itself where it went on. */
  from: number;
  values: Record<string, number | string>;
}

/** Every generation of every member, with where it came from. */
export const lineageOf = (members: readonly MemberView[]): LineagePoint[] =>
  members.flatMap(({ member, generations }) =>
    generations.map(({ generation, step, runId, value, from, values }, i) => ({
      member,
      generation,
      step,
      runId,
      value,
      before: generations[i - 1]?.step ?? 0,
      from: from ?? member,
      values,
    })),
  );

/**
 * The way back from a member's last generation to the beginning: whose state it comes from, the
 * last first.
 */
export function ancestryOf(points: readonly LineagePoint[], member: number): LineagePoint[] {
  const at = new Map(points.map((point) => [`${point.member} ${point.generation}`, point]));
  const last = Math.max(
    -1,
    ...points.filter((point) => point.member === member).map(({ generation }) => generation),
  );
  const way: LineagePoint[] = [];
  let current = member;
  for (let generation = last; generation >= 0; generation--) {
    const point = at.get(`${current} ${generation}`);
    if (!point) break;
    way.push(point);
    current = point.from;
  }
  return way;
}
