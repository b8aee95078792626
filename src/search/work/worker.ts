import { setTimeout as sleep } from "node:timers/promises";
import { readRecord } from "../../run";
import { type ErrorCode, GanError, toGanError } from "../../shared/errors";
import type { Evaluation } from "../../shared/run/run";
import type { TrainerExit } from "../../trainer-client/client";
import { type Assignment, Desk } from "./desk";
import { runDirOf, statusOfRecord } from "../plan/folder";
import { Failures, isOfMachine } from "./failures";
import { Judge } from "./judge";
import { end, endOf, type LiveRun } from "./live-run";
import { isPopulation } from "../plan/generations";
import type { Plan } from "../plan/plan";
import { isSuperseded } from "../store/claims";
import { Heart } from "../store/heartbeat";
import { newWorkerId } from "./worker-id";
import { prepareRun, startRun, type StudyEvent, type Training } from "./train-run";

/*
 * A worker of a study: takes a run that is left, trains it, and takes the next, until none is left.
 * Any number of workers do so at the same time, wherever they see the study's folder.
 */

export interface WorkOptions extends Omit<Training, "name"> {
  plan: Plan;
  /** How many runs are trained at the same time. */
  jobs: number;
  /** Whether runs that failed, or that a person stopped, are tried again. */
  reopen?: boolean;
  /** After so long without a sign of life another worker is taken for dead. */
  silenceMs?: number;
  onEvent(event: StudyEvent): void;
}

/** A study that is being worked on by this process. */
export interface Execution {
  /**
   * Resolves when nothing is left for this worker. Rejects with what keeps this machine from
   * training at all.
   */
  readonly done: Promise<void>;
  /** Stops the live runs, each after a checkpoint, and starts no other. */
  stop(): void;
  /** Ends the live runs at once. They go on from their last checkpoints. */
  kill(): void;
}

export const SILENCE_MS = 60_000;

/** A generation may take no longer than a second. */
const GENERATION_POLL_MS = 300;

export function workOn(options: WorkOptions): Execution {
  const worker = new Worker(options);
  return { done: worker.work(), stop: () => worker.stop(), kill: () => worker.kill() };
}

class Worker {
  readonly #id = newWorkerId();
  readonly #options: WorkOptions;
  readonly #training: Training;
  readonly #silenceMs: number;
  readonly #live = new Set<LiveRun>();
  readonly #awake = new AbortController();
  /** Aborted, and another one in its place, whenever a run of this worker has ended. */
  #runEnds = new AbortController();
  #hindrance: GanError | undefined;
  readonly #failures = new Failures();

  constructor(options: WorkOptions) {
    this.#options = options;
    this.#training = { ...options, name: options.plan.name };
    this.#silenceMs = options.silenceMs ?? SILENCE_MS;
  }

  async work(): Promise<void> {
    const { dir, jobs, plan, reopen, onEvent } = this.#options;
    const desk = new Desk({
      dir,
      worker: this.#id,
      plan,
      silenceMs: this.#silenceMs,
      onFault: (message) => onEvent({ type: "notice", message }),
    });
    if (reopen) desk.reopen();
    const judge = new Judge(dir, desk, plan);
    const heart = new Heart(dir, this.#id);
    heart.beat(desk.clock.now());
    const timer = setInterval(() => this.#tick(desk, heart), this.#beatMs);
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.#loop(desk, judge)));
    } finally {
      clearInterval(timer);
      quietly(() => heart.beat(desk.clock.now(), true));
    }
    if (this.#hindrance) throw this.#hindrance;
  }

  stop(): void {
    this.#awake.abort();
    for (const live of this.#live) end(live, "stopped");
  }

  kill(): void {
    this.#awake.abort();
    for (const { trainer } of this.#live) trainer.kill();
  }

  get #stopping(): boolean {
    return this.#awake.signal.aborted;
  }

  /** Heartbeats in the time after which a worker is taken for dead. */
  get #beatMs(): number {
    return Math.min(5_000, this.#silenceMs / 6);
  }

  /** Until it looks again whether others have left it something; its own runs wake it. */
  get #waitMs(): number {
    return isPopulation(this.#options.plan)
      ? Math.min(GENERATION_POLL_MS, this.#beatMs)
      : this.#beatMs;
  }

  /** Trains one run after the other. What goes wrong with this machine ends all loops. */
  async #loop(desk: Desk, judge: Judge): Promise<void> {
    try {
      while (!this.#stopping) {
        if (this.#isAtLimit(desk)) return;
        const next = desk.next();
        if (next === "none") return;
        for (const message of desk.news()) this.#options.onEvent({ type: "notice", message });
        if (next === "wait") await this.#sleep(this.#waitMs);
        else await this.#train(next, desk, judge);
      }
    } catch (thrown) {
      this.#fail(toGanError(thrown));
    }
  }

  /** Whether a limit of the study is reached, which ends what is in training. */
  #isAtLimit(desk: Desk): boolean {
    const steps = [...this.#live].map(({ assignment, step }) => [assignment.run.id, step] as const);
    const message = desk.limitReached(new Map(steps));
    if (message === undefined || this.#stopping) return message !== undefined;
    this.#options.onEvent({ type: "notice", message });
    this.stop();
    return true;
  }

  #fail(error: GanError): void {
    this.#hindrance ??= error;
    this.stop();
  }

  /** Sleeps until a run of this worker ends, it is told to stop, or the time is over. */
  async #sleep(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#awake.signal, this.#runEnds.signal]);
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  async #train(assignment: Assignment, desk: Desk, judge: Judge): Promise<void> {
    const { run, takenFrom } = assignment;
    const { dir, onEvent } = this.#options;
    if (takenFrom !== undefined)
      onEvent({
        type: "notice",
        run,
        message: `worker ${takenFrom} is gone: ${run.id} goes on here`,
      });
    if (!(await this.#prepare(assignment, desk, judge))) return;
    const { step } = readRecord(runDirOf(dir, run));
    if (this.#stopping) return desk.record(assignment, { type: "released", step });
    desk.record(assignment, { type: "started", step });
    const trainer = startRun(run, this.#training, onEvent, (message) => {
      if (message.type === "summary") {
        live.step = message.summary.record.step;
        this.#isAtLimit(desk);
      }
      if (message.type === "evaluation") this.#judge(live, message.evaluation, desk, judge);
    });
    const live: LiveRun = { assignment, trainer, step };
    this.#live.add(live);
    const exit = await trainer.done;
    this.#live.delete(live);
    if (live.ended !== "superseded") await judge.catchUp(assignment);
    this.#close(live, exit, desk);
    this.#runEnds.abort();
    this.#runEnds = new AbortController();
  }

  /** @returns whether the run can be trained */
  async #prepare(assignment: Assignment, desk: Desk, judge: Judge): Promise<boolean> {
    const { run } = assignment;
    try {
      await prepareRun(assignment, this.#training, this.#silenceMs);
      await judge.catchUp(assignment);
      return true;
    } catch (thrown) {
      const { code, message } = toGanError(thrown);
      const isNoExperiment = code === "bad-config";
      desk.record(
        assignment,
        isNoExperiment
          ? { type: "ended", step: 0, state: "failed", error: message }
          : { type: "released", step: 0 },
      );
      if (code !== "busy" && !isNoExperiment) throw thrown;
      // Somebody trains it by hand, or its settings do not go together.
      desk.passOver(run);
      const said = `${run.id} is passed over: ${message}`;
      this.#options.onEvent({ type: "notice", run, message: said });
      if (isNoExperiment) this.#countFailure(true, message);
      return false;
    }
  }

  #judge(live: LiveRun, evaluation: Evaluation, desk: Desk, judge: Judge): void {
    try {
      const { assignment } = live;
      if (live.ended || !judge.isPruned(assignment, evaluation)) return;
      desk.record(assignment, { type: "pruned", step: evaluation.step });
      end(live, "pruned");
    } catch (thrown) {
      this.#fail(toGanError(thrown));
    }
  }

  /** A search whose trials all fail would go on for ever. */
  #countFailure(failed: boolean, why: string): void {
    const error = this.#failures.count(failed, why);
    if (error && this.#options.plan.format === 2) this.#fail(error);
  }

  /** Writes down how a run has ended, and tells it. */
  #close({ assignment, ended }: LiveRun, exit: TrainerExit, desk: Desk): void {
    const { run } = assignment;
    const { record, refusal } = exit;
    const { step } = record;
    if (ended === "superseded" || isSuperseded(this.#options.dir, assignment.claim))
      return this.#options.onEvent({
        type: "notice",
        run,
        message: `another worker has taken over ${run.id} while this one stood still`,
      });
    const error = refusal ?? record.error;
    const given = refusal ? "failed" : statusOfRecord(record);
    const status = ended === "pruned" && given === "interrupted" ? "pruned" : given;
    this.#options.onEvent({
      type: "runEnded",
      run,
      status,
      record: error
        ? { ...record, error: { code: error.code, message: error.message, hint: error.hint } }
        : record,
    });
    const isHindrance = error !== undefined && isOfMachine(error);
    if (isHindrance) this.#fail(new GanError(error.code as ErrorCode, error.message, error.hint));
    else this.#countFailure(status === "failed", error?.message ?? "");
    const isLeft =
      status === "pruned" || (status === "interrupted" && (ended !== undefined || this.#stopping));
    if (isHindrance || isLeft) desk.record(assignment, { type: "released", step });
    else
      desk.record(assignment, {
        type: "ended",
        step,
        state: endOf(status),
        ...(error ? { error: error.message } : {}),
      });
  }

  /**
   * Gives a sign of life, looks for those of others, and drops what is not this worker's any more.
   */
  #tick(desk: Desk, heart: Heart): void {
    try {
      quietly(() => heart.beat(desk.clock.now()));
      desk.log.refresh();
      desk.look();
      for (const live of this.#live) {
        const { run, claim } = live.assignment;
        if (isSuperseded(this.#options.dir, claim)) end(live, "superseded");
        else if (desk.log.prunedAt(run.trial) !== undefined) end(live, "pruned");
      }
      this.#isAtLimit(desk);
    } catch (thrown) {
      this.#fail(toGanError(thrown));
    }
  }
}

/** A full disk or a lost network share: the next write of the work itself says so. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The work goes on.
  }
}
