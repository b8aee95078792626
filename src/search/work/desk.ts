import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { statusOf } from "../plan/folder";
import { studyFiles } from "../store/study-files";
import { chooseTrial } from "./choose-trial";
import { Generations } from "./generations";
import { limitReached } from "./limits";
import { PastTrials } from "../outcome/past-trials";
import { isPopulation, membersOf } from "../plan/generations";
import { objectivesOf, type Plan } from "../plan/plan";
import { type Claim, claimantOf, newestEpochs, tryClaim } from "../store/claims";
import { StudyClock } from "../store/clock";
import { storeFiles } from "../store/files";
import { Watch } from "../store/heartbeat";
import { type Happening, JournalWriter } from "../store/journal";
import { type Closing, StudyLog } from "../store/study-log";
import { TrialStore, tryTrial } from "../store/trial-store";
import { searchedTrials, type StudyRun, type StudyTrial, trialsInGrid } from "../plan/trials";

/*
 * Assigns runs of a study to one worker: those that are neither finished nor claimed by another
 * worker that is alive. Each worker has a desk of its own; claims keep them apart.
 */

/** A run, and the claim under which a worker trains it. */
export interface Assignment {
  run: StudyRun;
  claim: Claim;
  /** The worker that had the run and is gone. */
  takenFrom?: string;
}

export interface DeskOptions {
  dir: string;
  /** The id of the worker that asks. */
  worker: string;
  plan: Plan;
  /** After so long without a sign of life a worker is taken for dead. */
  silenceMs: number;
  /** Is told of what is damaged and passed over. */
  onFault(message: string): void;
}

/** Whether a run can be claimed: it is over, another worker has it, or it is free. */
type Standing = "over" | "held" | { epoch: number; takenFrom?: string };

/** Workers that are looked at each time that this one gives its own sign of life. */
const LOOKS_AT_ONCE = 8;

export class Desk {
  readonly clock = new StudyClock();
  readonly log: StudyLog;
  /** The trials that there are so far, by ascending numbers. */
  readonly trials: StudyTrial[] = [];
  readonly past: PastTrials;
  readonly #store: TrialStore;
  readonly #watch: Watch;
  readonly #journal: JournalWriter;
  readonly #options: DeskOptions;
  /** Of a population. */
  readonly #generations: Generations | undefined;
  /** Runs that may still have to be trained, in their order. */
  #open: StudyRun[] = [];
  /** Folders of runs that were there at the beginning. */
  readonly #present: ReadonlySet<string>;
  /** Runs that ended and whose folder somebody has deleted since: they are trained anew. */
  readonly #deleted = new Set<string>();
  #epochs = new Map<string, number>();
  /** Workers by their claims, which never change. */
  readonly #claimants = new Map<string, string>();
  readonly #dead = new Set<string>();
  #nextLook = 0;
  #lookedAtAll = false;

  constructor(options: DeskOptions) {
    const { dir, worker, silenceMs, onFault, plan } = options;
    this.#options = options;
    this.#store = new TrialStore(dir, onFault);
    this.log = new StudyLog(dir, this.clock, onFault);
    this.past = new PastTrials(objectivesOf(plan), this.log);
    this.#watch = new Watch(dir, silenceMs);
    this.#journal = new JournalWriter(join(storeFiles(dir).journal, `${worker}.jsonl`));
    const { runs } = studyFiles(dir);
    this.#present = new Set(existsSync(runs) ? readdirSync(runs) : []);
    if (plan.format === 1) this.#add(trialsInGrid(plan));
    const { log } = this;
    const closingOf = (run: string) => this.#closingOf(run);
    this.#generations = Generations.of(plan, { dir, worker, log, closingOf, onFault });
    this.refresh();
    if (this.#generations) return;
    for (const [run, epoch] of this.#epochs)
      if (this.log.closingOf(run, epoch)?.type === "ended" && !this.#present.has(run))
        this.#deleted.add(run);
  }

  /** Takes in what other workers have written. */
  refresh(): void {
    this.log.refresh();
    this.#epochs = newestEpochs(this.#options.dir);
    this.#takeTrials();
  }

  /** Writes what happened to a run into this worker's journal. */
  record({ run, claim }: Assignment, happening: Happening): void {
    this.#write(run, claim.epoch, happening);
    this.log.refresh(this.#journal.file);
  }

  /**
   * Lets what failed, or was stopped by a person, be tried again: each explicit beginning of a
   * study does that once.
   */
  reopen(): void {
    for (const run of this.#open) {
      if (this.#generations?.isCurrent(run) === false) continue;
      const epoch = this.#epochs.get(run.id);
      const closing = epoch === undefined ? undefined : this.log.closingOf(run.id, epoch);
      if (epoch === undefined || closing?.type !== "ended") continue;
      if (closing.state === "failed" || closing.state === "interrupted")
        this.#write(run, epoch, { type: "reopened" });
    }
    this.log.refresh();
  }

  /** The next run for this worker; `wait`: others have what is left; `none`: nothing is. */
  next(): Assignment | "wait" | "none" {
    this.refresh();
    if (!this.#lookedAtAll) this.#lookAtAll();
    let found = this.#claimOne();
    if (typeof found === "object") return found;
    while (this.#makeTrial() || this.#makeGeneration()) {
      found = this.#claimOne();
      if (typeof found === "object") return found;
    }
    if (found === "none") return found;
    this.#lookAtAll();
    return this.#claimOne();
  }

  /** What has happened since the last call, in words for a person. */
  news(): string[] {
    return this.#generations?.news() ?? [];
  }

  /** What ends the study although trials are left, in words for a person. */
  limitReached(stepsNow: ReadonlyMap<string, number>): string | undefined {
    const notTrained = this.#generations?.stepsBefore(this.log.runs.keys()) ?? 0;
    return limitReached(this.#options.plan, this.log, { stepsNow, notTrained });
  }

  /**
   * Makes the next trial of a search. Another worker may be faster: then the question is another
   * one.
   *
   * @returns whether there is a new trial, made by this worker or another one
   */
  #makeTrial(): boolean {
    const { dir, plan, worker } = this.#options;
    if (plan.format === 1) return false;
    const number = this.#store.next;
    const most = isPopulation(plan) ? membersOf(plan) : (plan.search.trials ?? Infinity);
    if (number >= most) return false;
    const trial = chooseTrial(plan, number, this.past.all(this.trials));
    if (!tryTrial(dir, { ...trial, worker })) this.refresh();
    else this.#takeTrials();
    return true;
  }

  /** Begins the next generation of a population, where all members have come to its end. */
  #makeGeneration(): boolean {
    if (!this.#generations?.makeNext()) return false;
    this.#takeTrials();
    return true;
  }

  /** How the newest claim of a run ended. */
  #closingOf(run: string): Closing | undefined {
    const epoch = this.#epochs.get(run);
    return epoch === undefined ? undefined : this.log.closingOf(run, epoch);
  }

  /** Leaves a run alone from now on. */
  passOver(run: StudyRun): void {
    this.#open = this.#open.filter((one) => one !== run);
  }

  /** Looks at some of the workers that have runs. */
  look(): void {
    const workers = this.#claimantsNow();
    for (let i = 0; i < Math.min(LOOKS_AT_ONCE, workers.length); i++) {
      this.#nextLook = (this.#nextLook + 1) % workers.length;
      this.#lookAt(workers[this.#nextLook] ?? "");
    }
  }

  /** Takes in the trials of a search that were made since the last time. */
  #takeTrials(): void {
    const { plan } = this.#options;
    if (plan.format === 1) return;
    if (!this.#generations) return this.#add(searchedTrials(plan, this.#store.readFresh()));
    const stored = this.#store.read();
    const known = new Set(this.trials.map(({ number }) => number));
    const fresh = stored.filter(({ number }) => !known.has(number));
    this.trials.push(...searchedTrials(plan, fresh));
    this.#open.push(...this.#generations.refresh(stored));
  }

  #add(trials: readonly StudyTrial[]): void {
    this.trials.push(...trials);
    this.#open.push(...trials.flatMap(({ runs }) => runs));
  }

  #write(run: StudyRun, epoch: number, happening: Happening): void {
    const head = { t: this.clock.now(), run: run.id, trial: run.trial, epoch };
    this.#journal.append({ ...head, ...happening });
  }

  #claimOne(): Assignment | "wait" | "none" {
    const { dir, worker } = this.#options;
    let held = false;
    const over = new Set<StudyRun>();
    try {
      for (const run of this.#open) {
        const standing = this.#standingOf(run);
        if (standing === "over") over.add(run);
        else if (standing === "held") held = true;
        else {
          const { epoch, ...from } = standing;
          const claim: Claim = { run: run.id, epoch, worker };
          this.#deleted.delete(run.id);
          if (tryClaim(dir, claim)) {
            this.#epochs.set(run.id, epoch);
            return { run, claim, ...from };
          }
          held = true;
        }
      }
    } finally {
      if (over.size > 0) this.#open = this.#open.filter((run) => !over.has(run));
    }
    return held ? "wait" : "none";
  }

  #standingOf(run: StudyRun): Standing {
    if (this.log.prunedAt(run.trial) !== undefined) return "over";
    const epoch = this.#epochs.get(run.id);
    // A study of an earlier version has no claims.
    if (epoch === undefined && !run.stage) return this.#isDone(run) ? "over" : { epoch: 0 };
    if (this.#generations?.isWaitedFor(run)) return "held";
    if (epoch === undefined) return { epoch: 0 };
    const closing = this.log.closingOf(run.id, epoch);
    if (closing === undefined) {
      const owner = this.#claimantOf(run.id, epoch);
      return this.#dead.has(owner) ? { epoch: epoch + 1, takenFrom: owner } : "held";
    }
    const isFree =
      closing.type === "released" || closing.type === "reopened" || this.#deleted.has(run.id);
    return isFree ? { epoch: epoch + 1 } : "over";
  }

  #isDone(run: StudyRun): boolean {
    if (!this.#present.has(run.id)) return false;
    const { status } = statusOf(this.#options.dir, run);
    return status === "finished" || status === "diverged";
  }

  #claimantOf(run: string, epoch: number): string {
    const key = `${run}.${epoch}`;
    const known = this.#claimants.get(key);
    if (known !== undefined) return known;
    const worker = claimantOf(this.#options.dir, { run, epoch });
    if (worker !== undefined) this.#claimants.set(key, worker);
    // A claim without a name has a worker of its own, which never gives a sign of life.
    return worker ?? `unknown worker of ${key}`;
  }

  /** The other workers that have runs now. */
  #claimantsNow(): string[] {
    const workers = this.#open.flatMap(({ id }) => {
      const epoch = this.#epochs.get(id);
      if (epoch === undefined || this.log.closingOf(id, epoch)) return [];
      return [this.#claimantOf(id, epoch)];
    });
    return [...new Set(workers)].filter((worker) => worker !== this.#options.worker);
  }

  #lookAtAll(): void {
    this.#lookedAtAll = true;
    for (const worker of this.#claimantsNow()) this.#lookAt(worker);
  }

  #lookAt(worker: string): void {
    if (this.#watch.isDead(worker)) this.#dead.add(worker);
    else this.#dead.delete(worker);
  }
}
