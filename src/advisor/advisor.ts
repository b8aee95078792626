import type { Experiment } from "../experiment/schema";
import type { Sighting, Verdict } from "../shared/advisor/verdict";
import type { VerdictKind } from "../shared/advisor/verdict-kinds";
import { isCritic } from "../shared/losses";
import type { MetricColumns } from "../shared/run/metrics";
import type { Picture } from "../shared/run/picture";
import type { Evaluation } from "../shared/run/run";
import { lookAtEvaluations } from "./evaluation-rules";
import { remedyFor } from "./remedies";
import { lookAtSamples } from "./sample-rules";
import { type SampleSignals, sampleSignals } from "./sample-signals";
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

/** A verdict that stands, and for how many looks nothing has shown it. */
interface Standing {
  verdict: Verdict;
  unseen: Partial<Record<Origin, number>>;
}

export class Advisor {
  #experiment: Experiment;
  readonly #steps: number;
  readonly #windows: Windows;
  #seen: Window[] = [];
  /** Whether the windows begin where both networks began to train. */
  #fromStart = true;
  #pictures: SampleSignals[] = [];
  #evaluations: Evaluation[] = [];
  readonly #standing = new Map<VerdictKind, Standing>();

  /** @param experiment what the run was begun with */
  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    this.#steps = experiment.training.steps;
    this.#windows = new Windows(windowLength(this.#steps));
  }

  /** The verdicts that stand, the first of them first. */
  get verdicts(): Verdict[] {
    return [...this.#standing.values()].map(({ verdict }) => verdict);
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
      probability: !isCritic(this.#experiment.objective),
      fromStart: this.#fromStart,
    };
    const sightings = WINDOW_RULES.map((rule) => rule(this.#seen, facts));
    return this.#judge("windows", window.to, sightings);
  }

  /** Takes a picture. `isLast`: none is to come. */
  picture(picture: Picture, { isLast = picture.step >= this.#steps } = {}): Advice[] {
    this.#pictures.push(sampleSignals(picture));
    const sightings = lookAtSamples(this.#pictures, this.#steps, isLast);
    return this.#judge("samples", picture.step, sightings);
  }

  evaluation(evaluation: Evaluation): Advice[] {
    this.#evaluations.push(evaluation);
    const sightings = lookAtEvaluations(this.#evaluations, (step) => this.#dRealAt(step));
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

  /** From a step on another experiment is trained: what was before says nothing of it. */
  changed(experiment: Experiment): void {
    this.#experiment = experiment;
    this.#seen = [];
    this.#fromStart = false;
  }

  #judge(origin: Origin, step: number, sightings: readonly (Sighting | undefined)[]): Advice[] {
    const seen = new Map(sightings.flatMap((one) => (one ? [[one.kind, one] as const] : [])));
    const advice: Advice[] = [];
    for (const sighting of seen.values()) {
      const standing = this.#standing.get(sighting.kind);
      if (standing) standing.unseen[origin] = 0;
      else advice.push(this.#diagnose(origin, step, sighting));
    }
    for (const [kind, { unseen }] of this.#standing) {
      if (seen.has(kind) || unseen[origin] === undefined) continue;
      unseen[origin] += 1;
      const isOver = Object.entries(unseen).every(
        ([of, looks]) => looks >= RECOVERY_LOOKS[of as Origin],
      );
      if (!isOver) continue;
      this.#standing.delete(kind);
      advice.push({ type: "recovered", step, kind });
    }
    return advice;
  }

  #diagnose(origin: Origin, step: number, sighting: Sighting): Advice {
    const remedy = remedyFor(sighting.kind, this.#experiment);
    const verdict: Verdict = { ...sighting, ...(remedy ? { remedy } : {}) };
    this.#standing.set(sighting.kind, { verdict, unseen: { [origin]: 0 } });
    return { type: "diagnosed", step, verdict };
  }
}
