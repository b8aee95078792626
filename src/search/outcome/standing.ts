import { statSync } from "node:fs";
import { setImmediate as immediate } from "node:timers/promises";
import { readRecord, runFiles, settledRecord } from "../../run";
import type { RunRecord } from "../../shared/run/run";
import { isLive } from "../../shared/run/state";
import type { MemberView, TrialState, WorkerView } from "../../shared/study/study-view";
import { readPlan, runDirOf, statusOfRecord } from "../plan/folder";
import { studyFiles } from "../store/study-files";
import type { Figures, RunOutcome } from "./outcomes";
import { bestMember, memberRun, membersNow, memberViews } from "./members";
import { type GenerationTrial, generationTrials, isPopulation } from "../plan/generations";
import { objectivesOf, type Plan } from "../plan/plan";
import { reportsIn } from "./reports";
import { claimantOf, newestEpochs } from "../store/claims";
import { StudyClock } from "../store/clock";
import { GenerationStore } from "../store/generation-store";
import { TrialStore } from "../store/trial-store";
import { WorkerList } from "../store/worker-list";
import { StudyLog } from "../store/study-log";
import { type StudyRun, type StudyTrial, trialsOf } from "../plan/trials";

/*
 * How the trials and runs of a study stand, from its folder alone. What was read once and has not
 * changed is not read again.
 */

/** How a run stands. */
export interface RunStanding {
  run: StudyRun;
  state: TrialState;
  /** Where it has begun. */
  record?: RunRecord;
  reports: ReadonlyMap<number, Figures>;
}

export interface TrialStanding {
  trial: StudyTrial;
  runs: RunStanding[];
  prunedAt?: number;
}

export interface StudyStanding {
  plan: Plan;
  trials: TrialStanding[];
  workers: WorkerView[];
  population?: PopulationStanding;
  /** For how long the study was worked on; undefined where no worker has written it down. */
  seconds?: number;
}

/** How the members of a population stand. */
export interface PopulationStanding {
  members: MemberView[];
  /** The best of them in the last generation that is over. */
  best?: number;
}

/** Runs that are looked at between two turns of the event loop. */
const RUNS_AT_ONCE = 50;

/** Keeps up with a study's folder. */
export class StudyReader {
  readonly #clock = new StudyClock();
  readonly #log: StudyLog;
  readonly #workers: WorkerList;
  readonly #trials: TrialStore;
  readonly #generations: GenerationStore;
  readonly #records = new Map<string, { version: string; record: RunRecord }>();
  readonly #evaluated = new Map<string, { version: string; reports: RunStanding["reports"] }>();
  readonly #claimants = new Map<string, string | undefined>();
  #plan: { version: string | undefined; plan: Plan } | undefined;

  /** @param onFault is told of what is damaged and passed over */
  constructor(
    readonly dir: string,
    onFault: (message: string) => void = () => undefined,
  ) {
    this.#log = new StudyLog(dir, this.#clock, onFault);
    this.#workers = new WorkerList(dir);
    this.#trials = new TrialStore(dir, onFault);
    this.#generations = new GenerationStore(dir, onFault);
  }

  async read(): Promise<StudyStanding> {
    const plan = this.#planNow();
    this.#log.refresh();
    const epochs = newestEpochs(this.dir);
    const workers = this.#workers.read();
    const measures = objectivesOf(plan).map(({ measure }) => measure);
    const trials: TrialStanding[] = [];
    const generations = isPopulation(plan)
      ? generationTrials(plan, this.#trials.read(), this.#generations.read())
      : undefined;
    const now: { trial: StudyTrial; reports?: RunStanding["reports"][] }[] = generations
      ? membersNow(generations, this.#log)
      : trialsOf(plan, () => this.#trials.read()).map((trial) => ({ trial }));
    let since = 0;
    for (const { trial, reports } of now) {
      const prunedAt = this.#log.prunedAt(trial.number);
      const runs: RunStanding[] = [];
      for (const [i, run] of trial.runs.entries()) {
        const holder = this.#holderOf(run.id, epochs.get(run.id));
        const isHeld = holder !== undefined && workers.isAlive(holder);
        if (isHeld) workers.give(holder, trial.number);
        const isPruned = prunedAt !== undefined;
        const standing = await this.#standingOf(run, { isHeld, isPruned, measures });
        const ofMember = reports?.[i];
        runs.push(ofMember ? memberRun(standing, ofMember, workers.views.length > 0) : standing);
        if (++since % RUNS_AT_ONCE === 0) await immediate();
      }
      trials.push({ trial, runs, ...(prunedAt === undefined ? {} : { prunedAt }) });
    }
    const { seconds } = this.#log;
    return {
      plan,
      trials,
      workers: workers.views,
      ...(generations ? { population: this.#populationOf(plan, generations) } : {}),
      ...(seconds === undefined ? {} : { seconds }),
    };
  }

  #populationOf(plan: Plan, generations: GenerationTrial[][]): PopulationStanding {
    const objectives = objectivesOf(plan);
    const best = bestMember(generations, this.#log, objectives);
    return {
      members: memberViews(generations, this.#log, objectives),
      ...(best === undefined ? {} : { best }),
    };
  }

  /** A grid may have grown by choices or seeds. */
  #planNow(): Plan {
    const version = versionOf(studyFiles(this.dir).plan);
    const known = this.#plan;
    if (known && known.version === version) return known.plan;
    const plan = readPlan(this.dir);
    this.#plan = { version, plan };
    return plan;
  }

  /** The worker that has a run now, or had it when it died. */
  #holderOf(run: string, epoch: number | undefined): string | undefined {
    if (epoch === undefined || this.#log.closingOf(run, epoch)) return undefined;
    const key = `${run}.${epoch}`;
    if (!this.#claimants.has(key)) this.#claimants.set(key, claimantOf(this.dir, { run, epoch }));
    return this.#claimants.get(key);
  }

  async #standingOf(
    run: StudyRun,
    { isHeld, isPruned, measures }: { isHeld: boolean; isPruned: boolean; measures: string[] },
  ): Promise<RunStanding> {
    const record = this.#recordOf(run, isHeld);
    const reports = await this.#reportsOf(run, record, measures);
    const given = stateOf(record, isHeld);
    const isOver = given === "finished" || given === "diverged";
    const state = isPruned && !isOver ? "pruned" : given;
    return { run, state, reports, ...(record ? { record } : {}) };
  }

  #recordOf(run: StudyRun, isHeld: boolean): RunRecord | undefined {
    const dir = runDirOf(this.dir, run);
    const version = versionOf(runFiles(dir).record);
    if (version === undefined) return undefined;
    const known = this.#records.get(run.id);
    // Another machine's trainer is not judged by this one's clock.
    if (known?.version === version && (isHeld || !isLive(known.record.state))) return known.record;
    const record = isHeld ? readRecord(dir) : settledRecord(dir);
    this.#records.set(run.id, { version, record });
    return record;
  }

  /** From the journals, or of a run that no worker has written of from its own evaluations. */
  async #reportsOf(
    run: StudyRun,
    record: RunRecord | undefined,
    measures: readonly string[],
  ): Promise<RunStanding["reports"]> {
    const written = this.#log.runs.get(run.id)?.reports;
    if (!record || measures.length === 0) return written ?? NO_REPORTS;
    if (written && written.size > 0) return written;
    const dir = runDirOf(this.dir, run);
    const version = versionOf(runFiles(dir).evaluations);
    if (version === undefined) return NO_REPORTS;
    const known = this.#evaluated.get(run.id);
    if (known?.version === version) return known.reports;
    const reports = await reportsIn(dir, measures);
    this.#evaluated.set(run.id, { version, reports });
    return reports;
  }
}

const NO_REPORTS: RunStanding["reports"] = new Map();

/** What tells one content of a file from another; undefined where there is none. */
function versionOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}

function stateOf(record: RunRecord | undefined, isHeld: boolean): TrialState {
  if (!record) return isHeld ? "running" : "waiting";
  const status = statusOfRecord(record);
  return isHeld && status === "interrupted" ? "running" : status;
}

/** A run for methods and pruners, to which an interrupted one is one that goes on. */
export function outcomeOf({ state, reports }: RunStanding): RunOutcome {
  const isOpen = state === "interrupted" || state === "pruned";
  return { state: isOpen ? "running" : state, reports };
}
