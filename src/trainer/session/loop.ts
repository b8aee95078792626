import { basename } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { GanError } from "../../shared/errors";
import type { IterationTrace } from "../../shared/run/trace";
import { changeAt, stepsToNextChange } from "../../experiment/planned-changes";
import { checkpointStep, listCheckpoints, writeCheckpoint } from "../../run";
import { Background } from "./background";
import { carryOut, type Intent } from "../process/commands";
import { traceOfNext } from "../pictures/trace";
import { madeAt } from "./due";
import type { CommandQueue, PendingCommand } from "../process/command-queue";
import { CALL_MS, iterationsLeft, nextPace } from "./pace";
import { makePlannedChange } from "./planned-change";
import type { Recorder } from "./recorder";
import type { Session } from "./session";

/* The training loop of a run. */

export type End = "finished" | "stopped" | "lost";

/**
 * Trains until the run's last step, a stop, or the loss of the host, many iterations a call of the
 * engine. Between two calls it carries out what was asked, and makes the pictures, evaluations and
 * checkpoints that are due. Returns how it ended.
 */
export const trainingLoop = (
  session: Session,
  recorder: Recorder,
  queue: CommandQueue,
  options: LoopOptions,
): Promise<End> => new TrainingLoop(session, recorder, queue).run(options);

interface LoopOptions {
  /** Begins paused: what is asked counts from the first iteration on. */
  paused?: boolean | undefined;
}

class TrainingLoop {
  readonly #intent: Intent = { paused: false, stepOnce: false, sampleNow: false };
  readonly #background: Background;
  #pace = 1;
  #lastCheckpoint = -1;
  /** A checkpoint is due, and waits until nothing of an earlier step is unfinished. */
  #checkpointDue = false;
  #wrappedUp = false;

  constructor(
    readonly session: Session,
    readonly recorder: Recorder,
    readonly queue: CommandQueue,
  ) {
    this.#background = new Background(session, recorder, queue.signal);
  }

  async run({ paused = false }: LoopOptions): Promise<End> {
    if (this.session.resumed) await this.#takeUp();
    else await this.#begin();
    // The checkpoint of this step is there already.
    if (paused) this.#recordPause();
    this.#intent.paused = paused;
    for (;;) {
      // Messages arrive only while the event loop turns.
      await immediate();
      for (const pending of this.queue.take()) await this.#respondTo(pending);
      this.#heedIntent();
      if (this.#intent.leave) return this.#leave(this.#intent.leave);
      if (await this.#doNextPiece()) return "finished";
    }
  }

  async #begin(): Promise<void> {
    this.#background.sample();
    await this.#save();
  }

  /**
   * Makes again what was due at the step of the checkpoint and was not complete when the process
   * before ended.
   */
  async #takeUp(): Promise<void> {
    const { session, recorder } = this;
    const { samples, evaluation } = session.experiment;
    const made = await madeAt(recorder.dir, session.step);
    this.#lastCheckpoint = session.step;
    const file = listCheckpoints(recorder.dir).find((one) => checkpointStep(one) === session.step);
    if (file && !made.checkpointEvent) this.#tellCheckpoint(basename(file));
    const { last } = this.#background;
    if (made.picture) last.sample = session.step;
    else if (session.step === 0 || this.#isDue(samples.every)) this.#background.sample();
    if (made.evaluation) last.evaluation = session.step;
    else if (session.step > 0 && this.#isDue(evaluation.every)) this.#background.schedule();
  }

  /** One call of the engine, or one piece of other work. @returns whether the run is finished */
  async #doNextPiece(): Promise<boolean> {
    const background = this.#background;
    if (this.#checkpointDue) {
      if (background.isBehind) await background.goOn();
      else await this.#save();
    } else if (this.session.step >= this.recorder.record.steps) {
      return this.#finish();
    } else if (background.holds || (this.#intent.paused && !this.#intent.stepOnce)) {
      if (background.isBusy) await background.goOn();
      else await this.queue.wake();
    } else {
      await this.#train();
    }
    return false;
  }

  async #train(): Promise<void> {
    const { session, recorder } = this;
    const changed = await this.#changeAsPlanned();
    const alone = this.#intent.stepOnce ? this.#intent.alone : undefined;
    await session.trainAlone(alone);
    const { samples, evaluation, checkpoint } = session.experiment;
    const stops = [samples.every, evaluation.every, checkpoint.every];
    const count = this.#intent.stepOnce
      ? 1
      : Math.min(
          this.#pace,
          session.capacity,
          iterationsLeft(session.step, recorder.record.steps, stops),
          stepsToNextChange(session.experiment, session.step),
        );
    while (!session.prepare(count)) {
      // A planned change and its first iteration are one: no command comes between the two.
      if (!changed) return;
      await immediate();
    }
    this.#intent.stepOnce = false;
    this.#intent.alone = undefined;
    const started = performance.now();
    const { rows, failure } = await session.advance(count);
    this.#pace = nextPace(this.#pace, count, performance.now() - started);
    if (alone) recorder.advisor?.trainedAlone(session.step);
    recorder.rows(rows);
    if (failure) throw failure;
    if (this.#intent.paused) recorder.flush();
    await this.#goOnBeside();
    if (this.#isDue(samples.every)) this.#background.sample();
    if (this.#isDue(evaluation.every)) this.#background.schedule();
    this.#checkpointDue = alone !== undefined || this.#isDue(checkpoint.every);
    // With the checkpoint of its step: a run that goes on from there has done it.
    if (alone) recorder.event({ type: "stepped", only: alone }, session.step);
  }

  /** @returns whether a change was planned for this step, which now is made */
  async #changeAsPlanned(): Promise<boolean> {
    const { session, recorder } = this;
    const { program } = session;
    const changed = await makePlannedChange(session, recorder);
    if (session.program !== program) this.#pace = 1;
    return changed;
  }

  /**
   * What is made beside training, as long as a call of the engine takes: its pieces may be far
   * smaller.
   */
  async #goOnBeside(): Promise<void> {
    const until = performance.now() + CALL_MS;
    while (this.#background.isBusy) {
      await this.#background.goOn();
      if (this.queue.isWaiting || performance.now() >= until) return;
    }
  }

  /** At the last step: what every run has of it. @returns whether all is done */
  async #finish(): Promise<boolean> {
    if (!this.#wrappedUp && !this.#background.isBehind) {
      await this.#wrapUp({ light: false });
      this.#wrappedUp = true;
    }
    if (!this.#background.isBusy) return true;
    await this.#background.goOn();
    return false;
  }

  async #leave(how: "stopped" | "lost"): Promise<End> {
    const background = this.#background;
    // Whoever asked for an end does not wait for a long evaluation.
    await background.abandon();
    while (background.isBehind) await background.goOn();
    if (how === "stopped") await this.#wrapUp({ light: true });
    else if (this.#lastCheckpoint !== this.session.step) await this.#save();
    while (how === "stopped" && background.isBusy) await background.goOn();
    return this.session.step >= this.recorder.record.steps ? "finished" : how;
  }

  async #wrapUp({ light }: { light: boolean }): Promise<void> {
    const { last } = this.#background;
    if (this.#lastCheckpoint !== this.session.step) await this.#save();
    if (last.sample !== this.session.step) this.#background.sample();
    if (last.evaluation !== this.session.step) this.#background.schedule({ light });
  }

  async #respondTo({ command, respond }: PendingCommand): Promise<void> {
    const { session, recorder } = this;
    await respond(async () => {
      const before = { paused: this.#intent.paused, program: session.program };
      const step = await carryOut(command, this.#intent, session, recorder);
      const outcome = command.type === "trace" ? { step, trace: await this.#trace() } : { step };
      if (before.paused !== this.#intent.paused) await this.#markPause();
      // What is acknowledged must survive a crash.
      if (command.type === "change") await this.#save();
      if (session.program !== before.program) this.#pace = 1;
      return outcome;
    });
  }

  /** The trace of the next iteration. @throws GanError `bad-usage` where there is none */
  async #trace(): Promise<IterationTrace> {
    const { session, recorder } = this;
    if (session.step >= recorder.record.steps)
      throw new GanError(
        "bad-usage",
        "the run has made its last step",
        "there is no next iteration",
      );
    if (changeAt(session.experiment, session.step))
      throw new GanError(
        "bad-usage",
        "the next iteration begins with a planned change",
        "make that one with Step, and look at the one after it",
      );
    while (!session.prepare(1)) await immediate();
    return traceOfNext(session);
  }

  #heedIntent(): void {
    const intent = this.#intent;
    if (this.queue.hostLost) intent.leave ??= "lost";
    if (intent.sampleNow) this.#background.sample();
    intent.sampleNow = false;
    if (intent.evaluate) this.#background.evaluate(intent.evaluate, "asked");
    delete intent.evaluate;
  }

  async #markPause(): Promise<void> {
    if (this.#intent.paused) {
      await this.#save();
      this.#recordPause();
    } else {
      this.recorder.transition("resumed");
      this.recorder.event({ type: "resumed", fromCheckpoint: false });
    }
  }

  #recordPause(): void {
    this.recorder.transition("paused");
    this.recorder.event({ type: "paused" });
  }

  async #save(): Promise<void> {
    const { session, recorder } = this;
    recorder.flush();
    const checkpoint = await session.checkpoint();
    const policy = session.experiment.checkpoint;
    const file = await writeCheckpoint(recorder.dir, checkpoint, policy, () =>
      recorder.lock.assertOwn(),
    );
    this.#tellCheckpoint(file);
    this.#lastCheckpoint = session.step;
    this.#checkpointDue = false;
  }

  #tellCheckpoint(file: string): void {
    this.recorder.event({ type: "checkpoint", file }, this.session.step);
  }

  #isDue(every: number): boolean {
    return every > 0 && this.session.step % every === 0;
  }
}
