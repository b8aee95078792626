import { formatError, toGanError } from "../shared/errors";
import {
  type EvaluationRequest,
  isLight,
  sampleCount,
  scheduledMetrics,
} from "../experiment/evaluation";
import { cacheDirs } from "../shared/cache";
import { evaluate, RealData } from "./evaluation";
import { samplePicture } from "./figures";
import type { Recorder } from "./recorder";
import type { Session } from "./session";

/**
 * What is made of a run beside training it, a piece between two calls of the engine: a picture, and an evaluation. Each is of
 * the step at which it was begun, however far training has gone on when it is complete.
 */
export class Background {
  /** The steps of the last picture and of the last scheduled evaluation. */
  readonly last = { sample: -1, evaluation: -1 };
  readonly #real: RealData;
  #picture: ReturnType<typeof samplePicture> | undefined;
  #evaluation: { step: number; work: ReturnType<typeof evaluate>; holds: boolean } | undefined;
  /** Evaluations that wait for the one in hand, and for whose sake the run must stay where it is. */
  #waiting: EvaluationRequest[] = [];

  constructor(
    readonly session: Session,
    readonly recorder: Recorder,
    readonly signal: AbortSignal,
  ) {
    this.#real = new RealData(session.experiment.data, cacheDirs());
  }

  get isBusy(): boolean {
    return (
      this.#picture !== undefined || this.#evaluation !== undefined || this.#waiting.length > 0
    );
  }

  /** Whether the state is still needed as it is. */
  get holds(): boolean {
    return this.#evaluation?.holds === true || this.#waiting.length > 0;
  }

  /** Begins a picture; one that is unfinished is finished before. */
  async sample(): Promise<void> {
    await this.finishPicture();
    this.last.sample = this.session.step;
    this.#picture = samplePicture(this.session);
    await this.#pictureOn();
  }

  async finishPicture(): Promise<void> {
    while (this.#picture) await this.#pictureOn();
  }

  /** The evaluation that the config asks for at this step; `light`: no more of it than takes a moment. */
  schedule({ light = false } = {}): void {
    const { experiment, step } = this.session;
    this.last.evaluation = step;
    const metrics = scheduledMetrics(experiment).filter((metric) => !light || isLight(metric));
    this.evaluate({
      metrics,
      samples: sampleCount(experiment),
      features: experiment.evaluation.features,
    });
  }

  /** An evaluation beside the scheduled ones. */
  evaluate(request: EvaluationRequest): void {
    if (request.metrics.length > 0) this.#waiting.push(request);
  }

  /** One piece: first what holds up training. */
  async goOn(): Promise<void> {
    if (this.#picture && !this.holds) await this.#pictureOn();
    else await this.#evaluationOn();
  }

  /** Gives up the evaluation in hand and those that wait. */
  async abandon(): Promise<void> {
    const step =
      this.#evaluation?.step ?? (this.#waiting.length > 0 ? this.session.step : undefined);
    await this.#evaluation?.work.return({});
    this.#evaluation = undefined;
    this.#waiting = [];
    this.recorder.evaluating = undefined;
    if (step !== undefined)
      this.recorder.event({
        type: "warning",
        message: `The evaluation of step ${step} was given up: the run was stopped`,
      });
  }

  async #pictureOn(): Promise<void> {
    const progress = await this.#picture?.next();
    if (!progress?.done) return;
    this.recorder.sample(progress.value);
    this.#picture = undefined;
  }

  async #evaluationOn(): Promise<void> {
    const { session, recorder } = this;
    if (!this.#evaluation) {
      const request = this.#waiting.shift();
      if (!request) return;
      this.#evaluation = {
        step: session.step,
        work: evaluate(session, request, this.#real, this.signal),
        holds: true,
      };
    }
    const { step, work } = this.#evaluation;
    try {
      const { done, value } = await work.next();
      if (!done) {
        this.#evaluation.holds = value.holds;
        recorder.progress(value);
        return;
      }
      recorder.evaluation(step, value);
    } catch (error) {
      // The run itself is well.
      if (!this.signal.aborted)
        recorder.event(
          {
            type: "warning",
            message: `The evaluation of step ${step} failed: ${formatError(toGanError(error))}`,
          },
          step,
        );
    }
    this.#evaluation = undefined;
    recorder.evaluating = undefined;
  }
}
