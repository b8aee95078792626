import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStudy, planStudy, type SearchPlan, spaceOf, studyFiles } from "../../src/search";
import { methodOf } from "../../src/search/methods";
import { trialId } from "../../src/search/plan/plan";
import { StudyReader } from "../../src/search/outcome/standing";
import type { Evaluation } from "../../src/shared/run/run";
import { generatorOf } from "../../src/search/methods/generator";
import { tryClaim } from "../../src/search/store/claims";
import { storeFiles } from "../../src/search/store/files";
import { Heart } from "../../src/search/store/heartbeat";
import { JournalWriter } from "../../src/search/store/journal";
import { tryTrial } from "../../src/search/store/trial-store";
import { Desk } from "../../src/search/work/desk";
import { Judge } from "../../src/search/work/judge";
import { EXAMPLES } from "../paper/gan";
import type { Part } from "./part";
import { median } from "./statistics";

/*
 * What a study's folder costs that many workers have filled: a folder on disk, written and read by
 * the product's own code, of trials that nobody has trained.
 */

const SIZES = [
  { trials: 1_000, workers: 50 },
  { trials: 10_000, workers: 500 },
];
/** A trial is evaluated so often, one in three to its end, as successive halving leaves them. */
const EVALUATIONS = 9;
const EVERY = 100;
const REPEATS = 15;
/** What one more worker does beside those that have filled the folder. */
const OWN = "one-more-worker";
const MEASURE = "slicedW1";

/** Its space and objective are those of a study as people write it. */
const STUDY = join(EXAMPLES, "tune-ring.study.json");

interface Size {
  trials: number;
  workers: number;
  /** Bytes in files, by what they are. */
  bytes: Record<"journal" | "trials" | "claims" | "workers", number>;
  lines: number;
  /** A worker's start: all that there is is read. Milliseconds of processor time, as all others. */
  openMs: number;
  /** The next trial: the folder is looked at, the method asked, the trial made and claimed. */
  askMs: number;
  /** An evaluation is written down and judged. */
  tellMs: number;
  /** The sign of life every five seconds, with what others have written since. */
  tickMs: number;
  /** Whether a limit of steps is reached, looked at ten times a second. */
  limitMs: number;
  /** How the study stands, as its page and its report read it: at first, and again. */
  viewMs: [first: number, again: number];
}

async function run(say: (text: string) => void): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const size of SIZES) {
    say(`${size.trials} trials of ${size.workers} workers`);
    const dir = mkdtempSync(join(tmpdir(), "gan-bench-crowd-"));
    try {
      sizes.push(await measured(dir, size));
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
  return sizes;
}

async function measured(
  dir: string,
  { trials, workers }: Pick<Size, "trials" | "workers">,
): Promise<Size> {
  const plan = planOfStudy();
  mkdirSync(studyFiles(dir).runs, { recursive: true });
  writeFileSync(studyFiles(dir).plan, JSON.stringify(plan));
  const lines = fill(dir, plan, trials, workers);
  const options = { dir, worker: OWN, plan, silenceMs: 60_000, onFault: refuse };
  const [desk, openMs] = timed(() => new Desk(options));
  const judge = new Judge(dir, desk, plan);
  const asks: number[] = [];
  const tells: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const [next, askMs] = timed(() => desk.next());
    if (typeof next === "string") throw new Error(`the desk says ${next}`);
    asks.push(askMs);
    for (let k = 1; k <= EVALUATIONS; k++)
      tells.push(timed(() => judge.isPruned(next, evaluationOf(k * EVERY, 0)))[1]);
    desk.record(next, { type: "ended", step: EVALUATIONS * EVERY, state: "finished" });
  }
  const times = (work: () => void): number =>
    median(Array.from({ length: REPEATS }, () => timed(work)[1]));
  const reader = new StudyReader(dir);
  return {
    trials,
    workers,
    bytes: {
      journal: bytesIn(storeFiles(dir).journal),
      trials: bytesIn(storeFiles(dir).trials),
      claims: bytesIn(storeFiles(dir).claims),
      workers: bytesIn(storeFiles(dir).workers),
    },
    lines,
    openMs,
    askMs: median(asks),
    tellMs: median(tells),
    tickMs: times(() => {
      desk.log.refresh();
      desk.look();
    }),
    limitMs: times(() => void desk.limitReached(new Map())),
    viewMs: [await timedLater(() => reader.read()), await timedLater(() => reader.read())],
  };
}

function planOfStudy(): SearchPlan {
  const given = readFileSync(STUDY, "utf8");
  const { study } = parseStudy(given);
  if (!study?.search) throw new Error("the example is no search any more");
  const limited = { ...study, search: { ...study.search, trials: undefined, steps: 1e12 } };
  const base = join(EXAMPLES, study.base);
  const { plan } = planStudy(
    limited,
    "crowd",
    { file: STUDY, text: given },
    { file: base, text: readFileSync(base, "utf8") },
  );
  if (plan?.format !== 2) throw new Error("the example has a mistake");
  return plan;
}

/** Writes what so many workers have done. @returns the lines of their journals */
function fill(dir: string, plan: SearchPlan, trials: number, workers: number): number {
  const space = spaceOf(plan);
  const random = methodOf({ method: "random" });
  const uniform = generatorOf("crowd");
  const journals = Array.from({ length: workers }, (_, index) => {
    const worker = `node-${String(index).padStart(4, "0")}-4711-abcdef`;
    new Heart(dir, worker).beat(0, true);
    const file = join(storeFiles(dir).journal, `${worker}.jsonl`);
    return { worker, journal: new JournalWriter(file) };
  });
  let lines = 0;
  for (let number = 0; number < trials; number++) {
    const { worker, journal } = journals[number % workers]!;
    const point = random({ space, history: [], number, seed: 0 });
    tryTrial(dir, { number, point, worker });
    const run = trialId(number);
    tryClaim(dir, { run, epoch: 0, worker });
    mkdirSync(join(studyFiles(dir).runs, run));
    const isComplete = uniform() < 1 / 3;
    const evaluations = isComplete ? EVALUATIONS : 1 + Math.floor(2 * uniform());
    const head = { t: number / workers, run, trial: number, epoch: 0 };
    const step = evaluations * EVERY;
    journal.append({ ...head, type: "started", step: 0 });
    for (let k = 1; k <= evaluations; k++)
      journal.append({ ...head, type: "report", step: k * EVERY, values: [uniform()] });
    if (!isComplete) journal.append({ ...head, type: "pruned", step });
    journal.append(
      isComplete
        ? { ...head, type: "ended", step, state: "finished" }
        : { ...head, type: "released", step },
    );
    lines += evaluations + (isComplete ? 2 : 3);
  }
  return lines;
}

const evaluationOf = (step: number, value: number): Evaluation => ({
  step,
  time: "",
  results: { [MEASURE]: { value, settings: {} } },
});

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Processor time in milliseconds, whatever else the machine does. */
function timed<Value>(work: () => Value): [Value, number] {
  const before = process.cpuUsage();
  const value = work();
  return [value, since(before)];
}

async function timedLater(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return since(before);
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function refuse(message: string): never {
  throw new Error(message);
}

/** Seconds between two signs of life of a worker, and what is taken for a trial's length. */
const BEAT_S = 5;
const TRIAL_S = 300;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

function section(sizes: Size[]): string[] {
  const row = (title: string, cell: (size: Size) => string): string =>
    `| ${title} | ${sizes.map(cell).join(" | ")} |`;
  const last = sizes.at(-1);
  return [
    "A study's folder of simulated trials, written and read by the product's own code on a local " +
      `disk: nine evaluations for a third of the trials, one or two for those that successive ` +
      "halving stops; the space of `examples/tune-ring.study.json`, TPE and ASHA. Times are " +
      "processor times of one worker beside all those that have filled the folder.",
    "",
    row("", ({ trials, workers }) =>
      [trials, "trials,", workers, "workers"].map((part) => part.toLocaleString("en")).join(" "),
    ),
    `| --- |${" --: |".repeat(sizes.length)}`,
    row("journals", ({ bytes, lines }) => `${megabytes(bytes.journal)}, ${lines} lines`),
    row("trials, claims, heartbeats", ({ bytes }) =>
      megabytes(bytes.trials + bytes.claims + bytes.workers),
    ),
    row("a worker's start: all is read", ({ openMs }) => ms(openMs)),
    row("ask: look, choose, make and claim a trial", ({ askMs }) => ms(askMs)),
    row("tell: write an evaluation down, and judge it", ({ tellMs }) => ms(tellMs)),
    row(`sign of life, every ${BEAT_S} s`, ({ tickMs }) => ms(tickMs)),
    row("limit of steps, ten times a second", ({ limitMs }) => ms(limitMs)),
    row("the study's page: first, and again", ({ viewMs: [first, again] }) =>
      [first, again].map(ms).join(", "),
    ),
    ...(last ? ["", ...endOf(last)] : []),
  ];
}

/** Where it would end, on paper. */
function endOf({ trials, workers, bytes, lines, askMs, tickMs }: Size): string[] {
  const count = (value: number): string => Math.round(value).toLocaleString("en");
  const stats = workers ** 2 / BEAT_S;
  const rate = workers / TRIAL_S;
  const lost = (rate * askMs) / 1000;
  return [
    `On paper, with ${count(workers)} workers and trials of ${TRIAL_S / 60} minutes: a trial costs ` +
      `${count((bytes.journal + bytes.trials + bytes.claims) / trials)} bytes and ` +
      `${(lines / trials).toFixed(1)} lines. Nobody waits for a lock: each worker has a journal of ` +
      "its own, and what only one may have is made by a hard link. Three things grow faster than " +
      "the study. (1) Every worker looks at the journals of all others at each sign of life and " +
      `at each evaluation: ${count(stats)} looks at a file a second from signs of life alone ` +
      `(${ms(tickMs)} of ${BEAT_S} s of each worker). That grows with the square of the workers: ` +
      "a network file system ends here first, at some thousand workers. (2) Two workers that choose " +
      `at the same time want the same number; one of them chooses again. ${rate.toFixed(1)} trials ` +
      `begin a second, and a choice takes ${ms(askMs)}: ${(100 * lost).toFixed(0)} % of the choices ` +
      "are lost, and all of them would be from about ten times that rate on. (3) A choice by TPE " +
      "takes longer with every trial, in proportion: a second from about " +
      `${count(trials / askMs)},000 trials on.`,
  ];
}

export const crowd: Part<Size[]> = { title: "Many workers", run, section };
