import type { Advice } from "../../src/advisor/advisor";
import type { VerdictKind } from "../../src/shared/advisor/verdict-kinds";
import type { Case } from "./cases";
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
  unclear: [],
};

const isIll = ({ label }: Truth): boolean => !isWell(label) && label !== "unclear";

/** A run, what became of it, and what the advisor said. */
export interface Judged {
  case: Case;
  steps: number;
  truth: Truth;
  advice: readonly Advice[];
  trainingSeconds: number;
  /** What the advisor took, in seconds of processor time. */
  cost: number;
}

export interface Score {
  healthy: number;
  /** Of them, those that got any verdict. */
  disturbed: number;
  ill: number;
  /** Of them, those that got a right one, and those that got it in the first half of the run. */
  right: number;
  early: number;
}

type Diagnosed = Extract<Advice, { type: "diagnosed" }>;

const diagnosed = ({ advice }: Judged): Diagnosed[] =>
  advice.flatMap((one) => (one.type === "diagnosed" ? [one] : []));

/** The first right verdict of a run. */
export const rightVerdict = (run: Judged): Diagnosed | undefined =>
  diagnosed(run).find(({ verdict }) =>
    [run.truth.label, ...run.truth.also].some((label) => RIGHT[label].includes(verdict.kind)),
  );

export function scoreOf(runs: readonly Judged[]): Score {
  const ill = runs.filter(({ truth }) => isIll(truth));
  const healthy = runs.filter(({ truth }) => isWell(truth.label));
  const right = ill.filter((run) => rightVerdict(run) !== undefined);
  return {
    healthy: healthy.length,
    disturbed: healthy.filter((run) => diagnosed(run).length > 0).length,
    ill: ill.length,
    right: right.length,
    early: right.filter((run) => rightVerdict(run)!.step <= run.steps / 2).length,
  };
}

/** The confusion matrix: how many runs of each truth got each verdict. A run may have several. */
export function confusion(runs: readonly Judged[]): string[] {
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
