import type { Verdict } from "../../src/shared/advisor/verdict";
import type { VerdictKind } from "../../src/shared/advisor/verdict-kinds";
import { stateAt, wasTrue } from "./course";
import { isWell, type Truth, type TruthLabel, TRUTHS } from "./truth";

/* How well the advisor's verdicts agree with what became of the runs. */

/** The verdicts that are right of a run, by what became of it. */
const RIGHT: Record<TruthLabel, readonly VerdictKind[]> = {
  healthy: [],
  slow: [],
  collapsed: ["collapsed", "modesMissing", "oscillates"],
  partial: ["modesMissing", "collapsed", "recallFalls"],
  oscillating: ["oscillates", "discriminatorLags", "modesMissing"],
  stuck: ["discriminatorWins", "gradientVanishes", "ratesDoNothing", "discriminatorCannotLearn"],
  diverging: ["diverged", "gradientsExplode", "discriminatorLags"],
  memorising: ["memorises", "discriminatorOverfits"],
  // It is asked for what it was ill of.
  recovered: [],
  unclear: [],
};

const isIll = ({ label }: Truth): boolean =>
  !isWell(label) && label !== "recovered" && label !== "unclear";

/** What the advisor said of a run, as far as it is scored. */
export type Said =
  | {
      type: "diagnosed";
      step: number;
      verdict: Pick<Verdict, "kind" | "since" | "certainty" | "follows">;
    }
  | { type: "recovered"; step: number; kind: VerdictKind };

/** A run, what became of it, and what the advisor said. */
export interface Outcome {
  id: string;
  steps: number;
  truth: Truth;
  advice: readonly Said[];
  trainingSeconds: number;
  /** What the advisor took, in seconds of processor time. */
  cost: number;
}

export interface Score {
  healthy: number;
  /** Of them, those that got any verdict. */
  disturbed: number;
  /** Of these, those of which each verdict was given while they were ill and taken back in time. */
  whileIll: number;
  ill: number;
  /** Of them, those that got a right one, and those that got it in the first half of the run. */
  right: number;
  early: number;
  recovered: number;
  /** Of them, those that got a right verdict while they were ill, and no other. */
  told: number;
  /** Of them, those with a verdict that was given, or stood, while they were not ill. */
  misled: number;
}

type Diagnosed = Extract<Said, { type: "diagnosed" }>;

const diagnosed = ({ advice }: Outcome): Diagnosed[] =>
  advice.flatMap((one) => (one.type === "diagnosed" ? [one] : []));

/**
 * Truths that are no state at a time: a run that circles is now well and now ill, and samples that
 * stay where they began may lie about all modes alike, near none of them.
 */
const TIMELESS: ReadonlySet<TruthLabel> = new Set(["oscillating", "diverging", "stuck"]);

/**
 * Whether a verdict can be right of the time at which it was given. Of a run that has recovered it
 * or was always well it must have been ill then, and the verdict taken back in time; an ill one must
 * not have been well.
 */
function isTimely(
  { truth, advice, steps }: Outcome,
  { step, verdict: { kind } }: Diagnosed,
): boolean {
  const { label, course } = truth;
  if (label === "recovered" || isWell(label)) {
    const over = advice.find(
      (one) => one.type === "recovered" && one.kind === kind && one.step >= step,
    );
    return wasTrue(course, { given: step, over: over?.step ?? steps }, steps);
  }
  return TIMELESS.has(label) || stateAt(course, step) !== "well";
}

/** The first right verdict of a run. */
export const rightVerdict = (run: Outcome): Diagnosed | undefined =>
  diagnosed(run).find(
    (one) =>
      isTimely(run, one) &&
      [run.truth.label, ...run.truth.also].some((label) => RIGHT[label].includes(one.verdict.kind)),
  );

/** Verdicts of a run that is well in the end that were given, or stood, while it was not ill. */
export const untimely = (run: Outcome): Diagnosed[] =>
  diagnosed(run).filter((one) => !isTimely(run, one));

export function scoreOf(runs: readonly Outcome[]): Score {
  const ill = runs.filter(({ truth }) => isIll(truth));
  const healthy = runs.filter(({ truth }) => isWell(truth.label));
  const disturbed = healthy.filter((run) => diagnosed(run).length > 0);
  const recovered = runs.filter(({ truth }) => truth.label === "recovered");
  const misled = recovered.filter((run) => untimely(run).length > 0);
  const right = ill.filter((run) => rightVerdict(run) !== undefined);
  return {
    healthy: healthy.length,
    disturbed: disturbed.length,
    whileIll: disturbed.filter((run) => untimely(run).length === 0).length,
    ill: ill.length,
    right: right.length,
    early: right.filter((run) => rightVerdict(run)!.step <= run.steps / 2).length,
    recovered: recovered.length,
    told: recovered.filter((run) => rightVerdict(run) && !misled.includes(run)).length,
    misled: misled.length,
  };
}

/** The confusion matrix: how many runs of each truth got each verdict. A run may have several. */
export function confusion(runs: readonly Outcome[]): string[] {
  const kinds = [
    ...new Set(runs.flatMap((run) => diagnosed(run).map(({ verdict }) => verdict.kind))),
  ];
  const rows = TRUTHS.map((label) => {
    const own = runs.filter(({ truth }) => truth.label === label);
    const count = (kind: VerdictKind) =>
      own.filter((run) => diagnosed(run).some(({ verdict }) => verdict.kind === kind)).length;
    const none = own.filter((run) => diagnosed(run).length === 0).length;
    return [label, own.length, none, ...kinds.map(count)];
  });
  return [
    `| what became of it | runs | no verdict | ${kinds.join(" | ")} |`,
    `|---|${"---|".repeat(kinds.length + 2)}`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ];
}
