import { classNamesOf } from "../experiment/classes";
import type { Experiment } from "../experiment/schema";
import { causeOf, isRootedIn } from "../shared/advisor/consequences";
import type { Sighting, Verdict } from "../shared/advisor/verdict";
import type { VerdictKind } from "../shared/advisor/verdict-kinds";
import { blindLossOf, isCritic } from "../shared/losses";
import type { MetricColumns } from "../shared/run/metrics";
import type { Picture } from "../shared/run/picture";
import { withSetting } from "../shared/protocol/changes";
import type { ChangedSetting, Evaluation } from "../shared/run/run";
import { lookAtEvaluations } from "./evaluation-rules";
import { remedyFor } from "./remedies";
import { areAmiss, EARLY_SHARE, hasNotBegun, lookAtSamples, swing } from "./sample-rules";
import { type SampleMemory, type SampleSignals, sampleSignals } from "./sample-signals";
import { WINDOW_RULES } from "./window-rules";
import { type Window, windowLength, Windows } from "./windows";

/*
 * The advisor of a run: fed with what becomes of it, in the order of its steps, it says when
 * something goes wrong and when that is over. It depends on nothing else, so that a run is told the
 * same while it trains and afterwards.
 */

/** What the advisor says at a step. */
export type Advice =
  | { type: "diagnosed"; step: number; verdict: Verdict }
  | { type: "recovered"; step: number; kind: VerdictKind };

/** What a sighting came from. Each says for itself when what it saw is over. */
type Origin = "windows" | "samples" | "evaluations";

/** A verdict is over when nothing has shown it any more for so many looks. */
const RECOVERY_LOOKS: Record<Origin, number> = { windows: 10, samples: 2, evaluations: 2 };

/** What a verdict does not add to where one of others stands, whose effect it is. */
const EXPLAINED_BY: Partial<Record<VerdictKind, readonly VerdictKind[]>> = {
  discriminatorCannotLearn: ["ratesDoNothing"],
  ratesDoNothing: ["discriminatorWins", "gradientVanishes"],
  collapsed: ["ratesDoNothing"],
  modesMissing: ["ratesDoNothing", "collapsed"],
  recallFalls: ["collapsed", "modesMissing"],
  farFromEquilibrium: ["gradientsExplode"],
  spikes: ["gradientsExplode"],
};

/** Where one of them is still seen D's lead that comes and goes says that the players circle. */
const CIRCLING_COUNTS_BESIDE: readonly VerdictKind[] = ["collapsed", "modesMissing", "recallFalls"];

/** A verdict that stands, and for how many looks nothing has shown it. */
interface Standing {
  verdict: Verdict;
  unseen: Partial<Record<Origin, number>>;
  /** Nothing is said of it, since a person ignores it, or what it follows from. */
  silent?: true;
}

export class Advisor {
  #experiment: Experiment;
  readonly #steps: number;
  readonly #windows: Windows;
  #seen: Window[] = [];
  /** Whether the windows begin where both networks began to train. */
  #fromStart: boolean;
  #pictures: SampleSignals[] = [];
  readonly #memory: SampleMemory;
  #evaluations: Evaluation[] = [];
  /** How many evaluations were made of other settings. */
  #evaluatedBefore = 0;
  readonly #standing = new Map<VerdictKind, Standing>();
  readonly #ignored = new Set<VerdictKind>();

  /**
   * @param experiment what the run was begun with
   * @param options.fromStart whether it is shown the run from its first step on
   */
  constructor(experiment: Experiment, { fromStart = true } = {}) {
    this.#experiment = experiment;
    this.#fromStart = fromStart;
    this.#steps = experiment.training.steps;
    this.#windows = new Windows(windowLength(this.#steps));
    this.#memory = { classNames: classNamesOf(experiment.data) };
  }

  /** The verdicts that stand, the first of them first. */
  get verdicts(): Verdict[] {
    return [...this.#standing.values()].flatMap(({ verdict, silent }) => (silent ? [] : [verdict]));
  }

  get #isProbability(): boolean {
    return !isCritic(this.#experiment.objective);
  }

  /** Says that one network alone is trained at a step, before its row comes. */
  trainedAlone(step: number): void {
    this.#windows.trainedAlone(step);
  }

  /** Takes rows of metrics. */
  rows(columns: MetricColumns): Advice[] {
    return this.#windows.add(columns).flatMap((window) => this.#window(window));
  }

  #window(window: Window): Advice[] {
    // While D alone is trained there is no game.
    if (window.from <= this.#experiment.training.pretrainDiscriminator) return [];
    this.#seen.push(window);
    const facts = {
      probability: this.#isProbability,
      fromStart: this.#fromStart,
      samplesCircle: (since: number) =>
        this.#showsLack() ||
        swing(this.#pictures, since, {
          steps: this.#steps,
          swung: this.#standing.has("oscillates"),
        }),
      samplesAreAmiss: areAmiss(this.#pictures),
    };
    const sightings = WINDOW_RULES.map((rule) => rule(this.#seen, facts));
    return this.#judge("windows", window.to, sightings);
  }

  /** Whether samples or evaluations still show that parts of the data are lacking. */
  #showsLack(): boolean {
    return CIRCLING_COUNTS_BESIDE.some((kind) => {
      const standing = this.#standing.get(kind);
      return standing !== undefined && !isOver(standing.unseen);
    });
  }

  /** Takes a picture. `isLast`: none is to come. */
  picture(picture: Picture, { isLast = picture.step >= this.#steps } = {}): Advice[] {
    this.#pictures.push(sampleSignals(picture, this.#memory));
    const sightings = lookAtSamples(this.#pictures, this.#steps, isLast);
    return this.#judge("samples", picture.step, sightings);
  }

  evaluation(evaluation: Evaluation): Advice[] {
    this.#evaluations.push(evaluation);
    const sightings = lookAtEvaluations(this.#evaluations, {
      blindLoss: blindLossOf(this.#experiment.objective),
      hasBegun:
        evaluation.step >= EARLY_SHARE * this.#steps && !hasNotBegun(this.#pictures, this.#steps),
      steps: this.#steps,
      sameGame: this.#evaluations.slice(this.#evaluatedBefore),
      dRealAt: (step) => this.#dRealAt(step),
    });
    return this.#judge("evaluations", evaluation.step, sightings);
  }

  /** The mean of D(x) of the window that holds a step, or of the last before it. */
  #dRealAt(step: number): number | undefined {
    return this.#seen.findLast(({ from }) => from <= step)?.dReal;
  }

  /** The run has failed since a number was not finite any more. */
  diverged(step: number): Advice[] {
    const evidence = [
      {
        signal: "notFiniteAt",
        value: step,
        limit: step,
        is: "above",
        from: step,
        to: step,
      } as const,
    ];
    return this.#judge("windows", step, [
      { kind: "diverged", since: step, certainty: "sure", evidence },
    ]);
  }

  /** From the next row on it is trained with other settings: what was before says nothing of it. */
  changed(set: readonly ChangedSetting[]): void {
    this.#experiment = set.reduce(
      (now, { path, to }) => withSetting(now, path, to),
      this.#experiment,
    );
    this.#seen = [];
    this.#evaluatedBefore = this.#evaluations.length;
    this.#fromStart = false;
  }

  /** Says no more of a kind, whatever it sees, and nothing of what follows while that stands. */
  ignore(kind: VerdictKind): void {
    this.#ignored.add(kind);
    for (const [one, standing] of this.#standing)
      if (isRootedIn(one, this.#ignored, this.#standing.keys())) standing.silent = true;
  }

  /**
   * Takes over the verdicts that a run has been told already, so that it is told them no second
   * time. What it has not been told counts as not seen yet.
   */
  adopt(told: readonly Verdict[]): void {
    const kinds = new Set(told.map(({ kind }) => kind));
    for (const [kind, { silent }] of this.#standing)
      if (!kinds.has(kind) && !silent) this.#standing.delete(kind);
    for (const verdict of told)
      if (!this.#standing.has(verdict.kind))
        this.#standing.set(verdict.kind, { verdict, unseen: { [originOf(verdict)]: 0 } });
  }

  #judge(origin: Origin, step: number, sightings: readonly (Sighting | undefined)[]): Advice[] {
    const seen = new Map(sightings.flatMap((one) => (one ? [[one.kind, one] as const] : [])));
    const advice: Advice[] = [];
    for (const sighting of seen.values()) {
      const standing = this.#standing.get(sighting.kind);
      const causes = EXPLAINED_BY[sighting.kind] ?? [];
      if (standing) standing.unseen[origin] = 0;
      else if (!causes.some((kind) => seen.has(kind) || this.#standing.has(kind))) {
        const verdict = this.#diagnose(origin, sighting, [
          ...this.#standing.keys(),
          ...seen.keys(),
        ]);
        if (verdict) advice.push({ type: "diagnosed", step, verdict });
      }
    }
    for (const [kind, { unseen }] of this.#standing)
      if (!seen.has(kind) && unseen[origin] !== undefined) unseen[origin] += 1;
    return [...advice, ...this.#recover(step)];
  }

  /**
   * Takes back what nothing shows any more. What follows from a verdict stays as long as that one:
   * samples that hop are now in one place and now in several.
   */
  #recover(step: number): Advice[] {
    const advice: Advice[] = [];
    for (;;) {
      const over = [...this.#standing].find(
        ([kind, { unseen }]) => isOver(unseen) && !causeOf(kind, this.#standing.keys()),
      );
      if (!over) return advice;
      const [kind, { silent }] = over;
      if (!silent) advice.push({ type: "recovered", step, kind });
      if (silent) this.#forgetFollowers(kind);
      this.#standing.delete(kind);
    }
  }

  /** What followed from a verdict that nothing was said of is seen anew, where it is still there. */
  #forgetFollowers(cause: VerdictKind): void {
    for (const [kind, { silent }] of this.#standing)
      if (silent && isRootedIn(kind, new Set([cause]), this.#standing.keys()))
        this.#standing.delete(kind);
  }

  /** @returns the verdict; undefined where nothing is to be said of it */
  #diagnose(
    origin: Origin,
    sighting: Sighting,
    others: readonly VerdictKind[],
  ): Verdict | undefined {
    const { kind } = sighting;
    const follows = causeOf(kind, others);
    const silent = isRootedIn(kind, this.#ignored, others);
    const remedy = remedyFor(kind, this.#experiment);
    const verdict: Verdict = {
      ...sighting,
      ...(remedy ? { remedy } : {}),
      ...(follows ? { follows } : {}),
    };
    const unseen = { [origin]: 0 };
    this.#standing.set(kind, silent ? { verdict, unseen, silent } : { verdict, unseen });
    return silent ? undefined : verdict;
  }
}

const isOver = (unseen: Standing["unseen"]): boolean =>
  Object.entries(unseen).every(([of, looks]) => looks >= RECOVERY_LOOKS[of as Origin]);

const OF_SAMPLES: ReadonlySet<VerdictKind> = new Set(["collapsed", "modesMissing", "memorises"]);
const OF_EVALUATIONS: ReadonlySet<VerdictKind> = new Set([
  "recallFalls",
  "discriminatorOverfits",
  "farFromEquilibrium",
]);

/** What mostly tells a verdict of a kind. */
function originOf({ kind }: Verdict): Origin {
  if (OF_SAMPLES.has(kind)) return "samples";
  return OF_EVALUATIONS.has(kind) ? "evaluations" : "windows";
}
