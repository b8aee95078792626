import type { Verdict } from "./verdict";
import type { VerdictKind } from "./verdict-kinds";

/* Which verdicts follow from others: these are told with their cause, and not beside it. */

/** What a kind may follow from. */
const FOLLOWS_FROM: Partial<Record<VerdictKind, readonly VerdictKind[]>> = {
  // Samples that hop are in one part of the data at a time, and never in all of them (Metz et al.
  // 2017, figure 2; Mescheder et al. 2018).
  collapsed: ["oscillates"],
  // Where one place is left the others are empty.
  modesMissing: ["oscillates", "collapsed"],
  recallFalls: ["oscillates", "collapsed", "modesMissing"],
  farFromEquilibrium: ["oscillates", "collapsed", "modesMissing", "discriminatorWins"],
  // Arjovsky and Bottou 2017, theorem 2.4: the better D is, the smaller G's gradient.
  gradientVanishes: ["discriminatorWins"],
};

/** The kind that a verdict follows from, of those that stand; undefined where it is none of them. */
export function causeOf(
  kind: VerdictKind,
  standing: Iterable<VerdictKind>,
): VerdictKind | undefined {
  const known = new Set(standing);
  return FOLLOWS_FROM[kind]?.find((cause) => known.has(cause));
}

/** Whether a verdict is, or follows from, one of some kinds, directly or by others that stand. */
export function isRootedIn(
  kind: VerdictKind,
  roots: ReadonlySet<VerdictKind>,
  standing: Iterable<VerdictKind>,
): boolean {
  if (roots.has(kind)) return true;
  const known = [...standing];
  const cause = causeOf(kind, known);
  return cause !== undefined && isRootedIn(cause, roots, known);
}

/** What a verdict follows from in the end: itself, where that is nothing. */
function rootOf(kind: VerdictKind, standing: ReadonlySet<VerdictKind>): VerdictKind {
  const cause = causeOf(kind, standing);
  return cause === undefined ? kind : rootOf(cause, standing);
}

/** A verdict, and those that follow from it. */
export interface VerdictWithConsequences<V> {
  verdict: V;
  consequences: V[];
}

/** Verdicts that stand, each with those that follow from it, in the order in which they stand. */
export function withConsequences<V extends Pick<Verdict, "kind">>(
  standing: readonly V[],
): VerdictWithConsequences<V>[] {
  const kinds = new Set(standing.map(({ kind }) => kind));
  return standing
    .filter(({ kind }) => rootOf(kind, kinds) === kind)
    .map((verdict) => ({
      verdict,
      consequences: standing.filter(
        (one) => one !== verdict && rootOf(one.kind, kinds) === verdict.kind,
      ),
    }));
}
