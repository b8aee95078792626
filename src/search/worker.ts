import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { readRecord } from "../run";
import { type ErrorCode, GanError, toGanError } from "../shared/errors";
import { asFileName } from "../shared/text/names";
import type { Trainer, TrainerExit } from "../trainer-client/client";
import { type Assignment, Desk } from "./desk";
import { runDirOf, type RunStatus, statusOfRecord } from "./folder";
import type { Plan } from "./plan";
import { isSuperseded } from "./store/claims";
import { Heart } from "./store/heartbeat";
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

/** Failures that every other run of the study would meet on this machine as well. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set<ErrorCode>([
  "engine-missing",
  "engine-install",
  "download",
]);

export function workOn(options: WorkOptions): Execution {
  const worker = new Worker(options);
  return { done: worker.work(), stop: () => worker.stop(), kill: () => worker.kill() };
}

/** A name that no other worker has, and that a person can tell the machine by. */
const newWorkerId = (): string =>
  asFileName(`${hostname()}-${process.pid}-${randomUUID().slice(0, 6)}`, 100);

/**
 * Lets what failed, or was stopped by a person, be tried again by whoever works on the study from
 * now on.
 */
export function reopenStudy(dir: string, plan: Plan): void {
  new Desk({
    dir,
    worker: newWorkerId(),
    plan,
    silenceMs: SILENCE_MS,
    onFault: () => undefined,
  }).reopen();
}

/** A run in training. */
interface LiveRun {
  assignment: Assignment;
  trainer: Trainer;
  /** Why this worker has ended it. */
  ended?: "stopped" | "pruned" | "superseded";
}

class Worker {
  readonly #id = newWorkerId();
  readonly #options: WorkOptions;
  readonly #training: Training;
  readonly #silenceMs: number;
  readonly #live = new Set<LiveRun>();
  readonly #awake = new AbortController();
  #desk: Desk | undefined;
  #hindrance: GanError | undefined;

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
    this.#desk = desk;
    if (reopen) desk.reopen();
    const heart = new Heart(dir, this.#id);
    heart.beat(desk.clock.now());
    const timer = setInterval(() => this.#tick(desk, heart), this.#beatMs);
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.#loop(desk)));
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

  /** Trains one run after the other. What goes wrong with this machine ends all loops. */
  async #loop(desk: Desk): Promise<void> {
    try {
      while (!this.#stopping) {
        const next = desk.next();
        if (next === "none") return;
        if (next === "wait") await this.#sleep(this.#beatMs);
        else await this.#train(next, desk);
      }
    } catch (thrown) {
      this.#fail(toGanError(thrown));
    }
  }

  #fail(error: GanError): void {
    this.#hindrance ??= error;
    this.stop();
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#awake.signal }).catch(() => undefined);
  }

  async #train(assignment: Assignment, desk: Desk): Promise<void> {
    const { run, takenFrom } = assignment;
    const { dir, onEvent } = this.#options;
    if (takenFrom !== undefined)
      onEvent({
        type: "notice",
        run,
        message: `worker ${takenFrom} is gone: ${run.id} goes on here`,
      });
    try {
      await prepareRun(assignment, this.#training, this.#silenceMs);
    } catch (thrown) {
      const error = toGanError(thrown);
      desk.record(assignment, { type: "released", step: 0 });
      if (error.code !== "busy") throw error;
      // Somebody trains it by hand.
      desk.passOver(run);
      return onEvent({
        type: "notice",
        run,
        message: `${run.id} is passed over: ${error.message}`,
      });
    }
    const { step } = readRecord(runDirOf(dir, run));
    if (this.#stopping) return desk.record(assignment, { type: "released", step });
    desk.record(assignment, { type: "started", step });
    const trainer = startRun(run, this.#training, onEvent, () => undefined);
    const live: LiveRun = { assignment, trainer };
    this.#live.add(live);
    const exit = await trainer.done;
    this.#live.delete(live);
    this.#close(live, exit, desk);
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
    const status = refusal ? "failed" : statusOfRecord(record);
    this.#options.onEvent({
      type: "runEnded",
      run,
      status,
      record: error
        ? { ...record, error: { code: error.code, message: error.message, hint: error.hint } }
        : record,
    });
    const isOfMachine = error !== undefined && OF_THE_MACHINE.has(error.code);
    if (isOfMachine) this.#fail(new GanError(error.code as ErrorCode, error.message, error.hint));
    const isLeft = status === "interrupted" && (ended !== undefined || this.#stopping);
    if (isOfMachine || isLeft) desk.record(assignment, { type: "released", step });
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
      desk.refresh();
      desk.look();
      for (const live of this.#live)
        if (isSuperseded(this.#options.dir, live.assignment.claim)) end(live, "superseded");
    } catch (thrown) {
      this.#fail(toGanError(thrown));
    }
  }
}

/** A run that is in nobody's hands any more has been interrupted. */
const endOf = (status: RunStatus) =>
  status === "waiting" || status === "running" ? "interrupted" : status;

function end(live: LiveRun, why: NonNullable<LiveRun["ended"]>): void {
  live.ended ??= why;
  const { trainer } = live;
  if (why === "superseded") trainer.kill();
  else void trainer.command({ type: "stop" }).catch(() => trainer.kill());
}

/** A full disk or a lost network share: the next write of the work itself says so. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The work goes on.
  }
}
