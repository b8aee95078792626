import { setImmediate as immediate } from "node:timers/promises";
import {
  type EvaluationRequest,
  sampleCount,
  scheduledEvaluations,
} from "../../experiment/evaluation";
import { readDataRecord } from "../../run/data-record";
import { formatError, toGanError } from "../../shared/errors";
import { isLight } from "../../shared/evaluation/evaluations";
import { cacheDirs } from "../../shared/files/cache";
import type { Picture } from "../../shared/run/picture";
import type { EvaluationOccasion, Outcome } from "../../shared/run/run";
import { evaluate, type Progress, RealData } from "../evaluation";
import { samplePicture, type SamplePicture } from "../pictures";
import type { Recorder } from "./recorder";
import type { Session } from "./session";

/* Pictures and evaluations that are made while a run trains on. */

/** An evaluation that waits for its turn. */
interface QueuedEvaluation {
  request: EvaluationRequest;
  occasion: EvaluationOccasion | undefined;
}

/**
 * What is made of a run beside training it, a piece between two calls of the engine: a picture, and
 * an evaluation. Each is of the step at which it was begun, however far training has gone on when
 * it is complete.
 */
export class Background {
  /** The steps of the last picture and of the last scheduled evaluation. */
  readonly last = { sample: -1, evaluation: -1 };
  readonly #real: RealData;
  #picture: { step: number; work: ReturnType<typeof samplePicture>; holds: boolean } | undefined;
  /** A picture of the state as it is, once the one in hand is complete. */
  #pictureDue = false;
  #evaluation:
    | (QueuedEvaluation & { step: number; work: ReturnType<typeof evaluate>; holds: boolean })
    | undefined;
  /**
   * Evaluations that wait for the one in hand, and for whose sake the run must stay where it is.
   */
  #waiting: QueuedEvaluation[] = [];
  /** Whether the last picture left samples out. */
  #leftOut = false;

  constructor(
    readonly session: Session,
    readonly recorder: Recorder,
    readonly signal: AbortSignal,
  ) {
    this.#real = new RealData(session.experiment.data, cacheDirs(), {
      known: readDataRecord(recorder.dir),
      isChecked: true,
    });
  }

  get isBusy(): boolean {
    return this.holds || this.#picture !== undefined || this.#evaluation !== undefined;
  }

  /** Whether the state is still needed as it is. */
  get holds(): boolean {
    return this.#pictureHolds || this.#evaluationHolds;
  }

  /**
   * Whether something of an earlier step is not complete, which a run that is resumed from the
   * state as it is could not make again.
   */
  get isBehind(): boolean {
    const { step } = this.session;
    return [this.#picture, this.#evaluation].some((work) => work !== undefined && work.step < step);
  }

  get #pictureHolds(): boolean {
    return this.#pictureDue || this.#picture?.holds === true;
  }

  get #evaluationHolds(): boolean {
    return this.#waiting.length > 0 || this.#evaluation?.holds === true;
  }

  /** Asks for a picture of the state as it is; the one in hand is completed before. */
  sample(): void {
    this.last.sample = this.session.step;
    this.#pictureDue = true;
  }

  /**
   * The evaluation that the config asks for at this step; `light`: no more of it than takes a
   * moment.
   */
  schedule({ light = false } = {}): void {
    const { experiment, step } = this.session;
    this.last.evaluation = step;
    const scheduled = scheduledEvaluations(experiment);
    const metrics = light ? scheduled.filter(isLight) : scheduled;
    this.evaluate(
      { metrics, samples: sampleCount(experiment), features: experiment.evaluation.features },
      metrics.length < scheduled.length ? "stopped" : undefined,
    );
  }

  /** An evaluation; one beside the scheduled ones has another occasion. */
  evaluate(request: EvaluationRequest, occasion?: EvaluationOccasion): void {
    if (request.metrics.length > 0) this.#waiting.push({ request, occasion });
  }

  /** One piece, after signals and messages had their turn: first what holds up training. */
  async goOn(): Promise<void> {
    await immediate();
    if (this.#pictureHolds) await this.#pictureOn();
    else if (this.#evaluationHolds) await this.#evaluationOn();
    else if (this.#picture) await this.#pictureOn();
    else await this.#evaluationOn();
  }

  /** Gives up the evaluation in hand and those that wait. */
  async abandon(): Promise<void> {
    const step =
      this.#evaluation?.step ?? (this.#waiting.length > 0 ? this.session.step : undefined);
    await this.#evaluation?.work.return({ results: {} });
    this.#endEvaluation();
    this.#waiting = [];
    if (step !== undefined)
      this.recorder.event({
        type: "warning",
        message: `The evaluation of step ${step} was given up: the run was stopped`,
      });
  }

  async #pictureOn(): Promise<void> {
    const { session, recorder } = this;
    if (!this.#picture) {
      this.#pictureDue = false;
      this.#picture = { step: session.step, work: samplePicture(session), holds: true };
    }
    const { step, work } = this.#picture;
    let next: IteratorResult<boolean, SamplePicture>;
    try {
      next = await work.next();
    } catch (error) {
      this.#picture = undefined;
      this.#warn(step, `The picture of step ${step} failed: ${formatError(toGanError(error))}`);
      return;
    }
    if (next.done) {
      this.#picture = undefined;
      recorder.sample(next.value);
      this.#tellLeftOut(next.value.picture);
    } else this.#picture.holds = next.value;
  }

  /** Says once that a picture cannot show all samples, and again when it could in between. */
  #tellLeftOut({ step, notFinite = 0 }: Picture): void {
    if (notFinite > 0 && !this.#leftOut)
      this.#warn(
        step,
        `The picture of step ${step} cannot show ${notFinite} ` +
          `${notFinite === 1 ? "sample" : "samples"} of G: NaN or infinite`,
      );
    this.#leftOut = notFinite > 0;
  }

  #warn(step: number, message: string): void {
    this.recorder.event({ type: "warning", message }, step);
  }

  async #evaluationOn(): Promise<void> {
    const { session, recorder } = this;
    if (!this.#evaluation) {
      const queued = this.#waiting.shift();
      if (!queued) return;
      const work = evaluate(session, queued.request, this.#real, this.signal);
      this.#evaluation = { ...queued, step: session.step, work, holds: true };
    }
    const { step, work, occasion } = this.#evaluation;
    let next: IteratorResult<Progress, Outcome>;
    try {
      next = await work.next();
    } catch (error) {
      this.#endEvaluation();
      // The run itself is well.
      const reason = formatError(toGanError(error));
      if (!this.signal.aborted)
        this.#warn(step, `The evaluation of step ${step} failed: ${reason}`);
      return;
    }
    if (next.done) {
      this.#endEvaluation();
      recorder.evaluation(step, next.value, occasion);
    } else {
      this.#evaluation.holds = next.value.holds;
      recorder.progress(next.value);
    }
  }

  #endEvaluation(): void {
    this.#evaluation = undefined;
    this.recorder.endProgress();
  }
}
