import { appendFile } from "node:fs/promises";
import * as vscode from "vscode";
import { runFiles, runsDirOf } from "../run/files";
import { GanError } from "../shared/errors";
import type { Job, JobResult } from "../shared/protocol/jobs";
import type { Command, FromTrainer } from "../shared/protocol/messages";
import { isLive, isResumable } from "../shared/run/state";
import type { Evaluation, RunSummary } from "../shared/run/run";
import type { Trainer, TrainerExit, TrainerOptions } from "../trainer-client/client";
import type { JobOptions } from "../trainer-client/run-job";
import { SpareTrainer } from "../trainer-client/spare";
import type { Increment } from "./feed";
import { SETTINGS } from "./ids";
import type { NewRun } from "./new-run";
import type { RunStore } from "./run-store";
import { continuesWithoutWindow } from "./settings";
import { requireTrust } from "./trust";
import { untilPaused } from "./until-paused";

/* The trainers of this window. */

/**
 * How a run at rest is taken up again: until which step, from which checkpoint, waiting before the
 * first iteration or not.
 */
export type ResumeOptions = Pick<
  TrainerOptions,
  "steps" | "fromStep" | "paused" | "acceptChangedData" | "spare"
>;

type JobOnRun = Extract<Job, { runDir: string }>;
/** How far a job is, and what ends it. */
export type JobWatch = Pick<JobOptions, "signal" | "onProgress">;

export interface ManagerOptions {
  store: RunStore;
  log: vscode.LogOutputChannel;
  trainerFile: string;
  /** Where downloads are kept now. */
  cacheDirs(): string[];
}

/** How a trainer of this window ended. */
export interface RunExit {
  dir: string;
  exit: TrainerExit;
  /** It was asked to stop because the window closes. */
  shutdown: boolean;
}

/** The trainers of this window: starts them, speaks to them, and sees them out. */
export class RunManager implements vscode.Disposable {
  private readonly live = new Map<string, Trainer>();
  private readonly news = new vscode.EventEmitter<{ dir: string; increment: Increment }>();
  private readonly notices = new vscode.EventEmitter<{ dir: string; message: string }>();
  private readonly waits = new vscode.EventEmitter<{
    dir: string;
    what: string;
    fraction: number;
  }>();
  private readonly launches = new vscode.EventEmitter<string>();
  private readonly exits = new vscode.EventEmitter<RunExit>();
  private closing = false;

  readonly onIncrement = this.news.event;
  readonly onNotice = this.notices.event;
  /** What a starting run waits for, such as its data being fetched. */
  readonly onWait = this.waits.event;
  /** A trainer of this window begins to work on a run. */
  readonly onDidLaunch = this.launches.event;
  readonly onDidExit = this.exits.event;

  private readonly settingsListener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(SETTINGS.continueWithoutWindow)) return;
    for (const trainer of this.live.values()) trainer.outliveHost(continuesWithoutWindow());
  });

  constructor(private readonly options: ManagerOptions) {}

  /**
   * Starts a trainer's process ahead of the run that it will train. Whoever asks for one ends it.
   * @throws GanError in an untrusted workspace
   */
  startSpare(): SpareTrainer {
    requireTrust();
    const { trainerFile, cacheDirs } = this.options;
    return new SpareTrainer({ trainerFile, cacheDirs: cacheDirs(), detached: true });
  }

  /** Creates a run and starts to train it. @throws GanError in an untrusted workspace */
  async start(run: NewRun): Promise<string> {
    requireTrust();
    const runsDir = runsDirOf(run.folder);
    this.options.store.include(runsDir);
    const { createRun } = await import("../run/create");
    const dir = await createRun({
      runsDir,
      name: run.name,
      experiment: run.experiment,
      ...(run.configFile === undefined ? {} : { configFile: run.configFile }),
      ...(run.parent ? { parent: run.parent } : {}),
    });
    await this.options.store.refresh();
    await this.launch(dir, { spare: run.spare, paused: run.paused });
    return dir;
  }

  /** Takes a run at rest up again from a checkpoint. @throws GanError when a process works on it */
  async resume(dir: string, options: ResumeOptions = {}): Promise<void> {
    requireTrust();
    await this.options.store.refresh();
    const state = this.options.store.get(dir)?.record.state;
    if (state !== undefined && !isResumable(state))
      throw new GanError("busy", vscode.l10n.t("This run is being trained already"));
    await this.launch(dir, options);
  }

  /**
   * Resumes a run and returns when it stands before its first step, where it can be changed.
   * @throws GanError when it ends before that
   */
  async resumePaused(dir: string, options: ResumeOptions = {}): Promise<void> {
    const paused = untilPaused(this, dir);
    await this.resume(dir, { ...options, paused: true }).catch((error: unknown) => {
      paused.abandon();
      throw error;
    });
    await paused.done;
  }

  /**
   * What a person asks of a live run. @returns the step from which it counts; undefined where that
   * is told later only
   */
  async command(dir: string, command: Command): Promise<number | undefined> {
    requireTrust();
    const trainer = this.live.get(dir);
    if (trainer) return trainer.command(command);
    const summary = this.options.store.get(dir);
    if (!summary || !isLive(summary.record.state)) {
      throw new GanError(
        "bad-run",
        vscode.l10n.t("This run is not training now"),
        vscode.l10n.t("resume it first"),
      );
    }
    // A trainer that another program started reads what it is asked from its inbox.
    await appendFile(runFiles(dir).inbox, `${JSON.stringify(command)}\n`);
    return undefined;
  }

  /**
   * Has a job on a run done in a process of its own. @throws GanError `cancelled`, or what hindered
   * it
   */
  async doJob<K extends JobOnRun["kind"]>(
    job: Extract<JobOnRun, { kind: K }>,
    watch: JobWatch,
  ): Promise<Extract<JobResult, { kind: K }>> {
    requireTrust();
    const [{ runJob }, { trustRun }] = await Promise.all([
      import("../trainer-client/run-job"),
      import("../run/trust"),
    ]);
    const { trainerFile, cacheDirs } = this.options;
    const dir = job.runDir;
    // The person trusts the workspace, and with it the code that its runs keep.
    trustRun(dir, cacheDirs());
    return runJob<K>(job, {
      trainerFile,
      cacheDirs: cacheDirs(),
      ...watch,
      onNotice: (message) => this.notices.fire({ dir, message }),
    });
  }

  /** Evaluates a run at a checkpoint; the run's pages are told. @throws GanError as `doJob` */
  async evaluate(dir: string, metrics: string[], watch: JobWatch): Promise<Evaluation> {
    const job = { kind: "evaluate", runDir: dir, metrics } as const;
    const { evaluation, event } = await this.doJob<"evaluate">(job, watch);
    this.news.fire({ dir, increment: { type: "evaluation", evaluation } });
    this.news.fire({ dir, increment: { type: "event", event } });
    return evaluation;
  }

  isOwn(dir: string): boolean {
    return this.live.has(dir);
  }

  /** The trainer of this window that works on a run. */
  trainerOf(dir: string): Trainer | undefined {
    return this.live.get(dir);
  }

  /**
   * Asks all trainers to write a checkpoint and leave, unless the person wants them to go on; after
   * `patience` milliseconds they are left to leave by themselves.
   */
  async shutdown(patience: number): Promise<void> {
    if (continuesWithoutWindow()) return;
    this.closing = true;
    const leaving = [...this.live.values()].map(async (trainer) => {
      await trainer.command({ type: "stop" }).catch(() => undefined);
      await trainer.done;
    });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    const allLeft = Promise.allSettled(leaving).then(() => {
      // The window may stay open after all; runs that start from now on end as usual.
      this.closing = false;
    });
    await Promise.race([allLeft, enough]);
    clearTimeout(timer);
  }

  private async launch(dir: string, options: ResumeOptions = {}): Promise<void> {
    // Late, as it brings all of the experiment's schema along, which nobody needs to list runs.
    const [{ startTrainer }, { trustRun }] = await Promise.all([
      import("../trainer-client/client"),
      import("../run/trust"),
    ]);
    if (this.live.has(dir))
      throw new GanError("busy", vscode.l10n.t("This run is being trained already"));
    const { store, trainerFile, cacheDirs, log } = this.options;
    const known = store.get(dir);
    if (!known) throw new GanError("bad-run", vscode.l10n.t("The run {0} is gone", dir));
    trustRun(dir, cacheDirs());
    const trainer = startTrainer({
      trainerFile,
      runDir: dir,
      cacheDirs: cacheDirs(),
      detached: true,
      ...options,
      onMessage: (message) => this.heard(dir, message),
    });
    const summary: RunSummary = {
      dir,
      record: { ...known.record, state: "starting", error: undefined },
    };
    trainer.outliveHost(continuesWithoutWindow());
    this.live.set(dir, trainer);
    log.info(`Trainer ${trainer.pid} starts on ${dir}`);
    store.put(summary);
    // A page that shows the run says at once that it starts.
    this.news.fire({ dir, increment: { type: "summary", summary } });
    this.launches.fire(dir);
    trainer.done.then(
      (exit) => this.ended(dir, exit),
      (error: unknown) => log.error(`Trainer of ${dir}: ${String(error)}`),
    );
  }

  private heard(dir: string, message: FromTrainer): void {
    if (!this.live.has(dir)) return;
    switch (message.type) {
      case "summary":
        this.options.store.put(message.summary);
        break;
      case "notice":
        this.notices.fire({ dir, message: message.message });
        return;
      case "progress":
        this.waits.fire({ dir, what: message.what, fraction: message.fraction });
        return;
      case "metrics":
      case "event":
      case "sample":
      case "evaluation":
        break;
      default:
        return;
    }
    this.news.fire({ dir, increment: message });
  }

  private ended(dir: string, exit: TrainerExit): void {
    this.live.delete(dir);
    this.options.log.info(
      `Trainer of ${dir} left: exit code ${exit.code}, signal ${exit.signal}, ` +
        `${exit.record.state} at step ${exit.record.step}`,
    );
    const summary: RunSummary = { dir, record: exit.record };
    this.news.fire({ dir, increment: { type: "summary", summary } });
    this.options.store.release(summary);
    this.exits.fire({ dir, exit, shutdown: this.closing });
  }

  dispose(): void {
    this.news.dispose();
    this.notices.dispose();
    this.waits.dispose();
    this.launches.dispose();
    this.exits.dispose();
    this.settingsListener.dispose();
  }
}
