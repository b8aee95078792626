import * as z from "../zod";
import { VERDICT_NAMES } from "../advisor/verdict-kinds";
import type { CoarsePart, RunRows } from "../run/coarse";
import type { Picture } from "../run/picture";
import { type Drawn, exploreAskSchema, type ExploredRun } from "./explore";
import { type JobResult, jobSchema } from "./jobs";
import { opaque } from "./opaque";
import { COLUMN_NAMES, type MetricColumns } from "../run/metrics";
import { PROTOCOL_VERSION } from "./version";
import type { IterationTrace } from "../run/trace";
import { type Evaluation, NETWORKS, type RunEvent, type RunSummary } from "../run/run";

/*
 * Every message between the host (extension or command line) and a trainer, and between the
 * extension and its webviews. All are checked where they arrive.
 */

const settingValue = z.custom<unknown>((value) => value !== undefined, "a value is expected");

export const newSettings = z
  .array(z.strictObject({ path: z.string().min(1), value: settingValue }))
  .min(1);

/** What a person can ask of a running trainer. Also the lines of `inbox.jsonl`. */
export const commandSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("pause") }),
  z.strictObject({ type: z.literal("resume") }),
  /**
   * One iteration; the run is paused after it. `only`: in which this network alone is trained, and
   * the other held fixed.
   */
  z.strictObject({ type: z.literal("step"), only: z.enum(NETWORKS).optional() }),
  /**
   * The trace of the next iteration, which is not made: the reply has it. The run is paused, so that
   * what is told is what comes next.
   */
  z.strictObject({ type: z.literal("trace") }),
  z.strictObject({ type: z.literal("stop") }),
  /** A picture now, beside the scheduled ones. */
  z.strictObject({ type: z.literal("sample") }),
  /**
   * An evaluation now, beside the scheduled ones. What it leaves out is as in the config, and
   * `metrics` those that fit. Checked by the trainer.
   */
  z.strictObject({
    type: z.literal("evaluate"),
    metrics: z.array(z.string()).min(1).optional(),
    samples: z.int().optional(),
    features: z.string().optional(),
  }),
  /**
   * Settings of the experiment by their paths, such as `objective.penalties.0.weight`; null takes
   * one away. Checked by the trainer.
   */
  z.strictObject({
    type: z.literal("change"),
    set: newSettings,
    /**
     * Whether slots that the optimizers before and after have in common (such as Adam's and
     * RMSprop's second moment) are carried over.
     */
    slots: z.enum(["keep", "reset"]).optional(),
  }),
  /** No verdict of a kind is to be told of the run any more. */
  z.strictObject({ type: z.literal("ignoreVerdict"), kind: z.enum(VERDICT_NAMES) }),
]);
export type Command = z.infer<typeof commandSchema>;

/**
 * A line of `inbox.jsonl`: a command; with `id` whoever sent it waits for the line of that id in
 * `outbox.jsonl`.
 */
export const inboxSchema = z.union([
  commandSchema.transform((command) => ({ id: undefined, command })),
  z.strictObject({ id: z.string().min(1), command: commandSchema }),
]);

/** A line of `outbox.jsonl`: the step from which a command counts, or why it was refused. */
export const outboxSchema = z.union([
  z.strictObject({ id: z.string(), step: z.int() }),
  z.strictObject({ id: z.string(), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type OutboxLine = z.infer<typeof outboxSchema>;

// ---- host -> trainer

export const toTrainerSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    protocol: z.literal(PROTOCOL_VERSION),
    runDir: z.string(),
    /** Train until this step instead of the one in the run's config. */
    steps: z.int().min(1).optional(),
    /**
     * Go on from the checkpoint of this step instead of the latest; what came after it is deleted.
     */
    fromStep: z.int().min(0).optional(),
    /** Wait before the first iteration, as after `pause`: a change can be made first. */
    paused: z.boolean().optional(),
    /** Go on although the data on disk are not those that the run was trained with. */
    acceptChangedData: z.boolean().optional(),
    /** Changes to make before the first iteration, as if they were commands. */
    changes: z.array(commandSchema).optional(),
  }),
  z.strictObject({ type: z.literal("command"), id: z.int(), command: commandSchema }),
  /** Whether to train on when the host has gone. Not, until this is said. */
  z.strictObject({ type: z.literal("outliveHost"), value: z.boolean() }),
  /** In place of `start`: work that is not training. */
  z.strictObject({ type: z.literal("job"), protocol: z.literal(PROTOCOL_VERSION), job: jobSchema }),
  /** In place of `start`: draw samples of a run as they are asked for, until the host is gone. */
  z.strictObject({
    type: z.literal("explore"),
    protocol: z.literal(PROTOCOL_VERSION),
    runDir: z.string(),
    /** By default the fastest that is there. */
    engine: z.string().optional(),
  }),
  /** After `exploring`. The answer is `drawn` or `refusal`. */
  z.strictObject({ type: z.literal("draw"), id: z.int(), ask: exploreAskSchema }),
]);
export type ToTrainer = z.infer<typeof toTrainerSchema>;

// ---- trainer -> host

const columns = z.custom<MetricColumns>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    COLUMN_NAMES.every((name) => (value as Record<string, unknown>)[name] instanceof Float64Array),
);

export const fromTrainerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), protocol: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal("summary"), summary: opaque<RunSummary>() }),
  z.strictObject({ type: z.literal("metrics"), columns }),
  z.strictObject({ type: z.literal("event"), event: opaque<RunEvent>() }),
  /** `samples/<step>.png` and `.json` have been written. */
  z.strictObject({ type: z.literal("sample"), step: z.int() }),
  z.strictObject({ type: z.literal("evaluation"), evaluation: opaque<Evaluation>() }),
  /**
   * A wait before training can begin, such as fetching data; how far a job is. `fraction`: done so
   * far, in [0, 1].
   */
  z.strictObject({ type: z.literal("progress"), what: z.string(), fraction: z.number() }),
  /** Something that a person should know and that is no failure. */
  z.strictObject({ type: z.literal("notice"), message: z.string() }),
  /** The answer to the command `id`: the step from which it counts, or why it was refused. */
  z.strictObject({
    type: z.literal("reply"),
    id: z.int(),
    step: z.int(),
    /** What `trace` asks for. */
    trace: opaque<IterationTrace>().optional(),
  }),
  z.strictObject({
    type: z.literal("refusal"),
    id: z.int(),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
  }),
  /**
   * Why the trainer leaves without having trained, or without having come to an end that the run's
   * record tells.
   */
  z.strictObject({
    type: z.literal("failed"),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
  }),
  /** The run is open: `draw` can be asked. */
  z.strictObject({ type: z.literal("exploring"), run: opaque<ExploredRun>() }),
  /** The answer to the `draw` of that id. */
  z.strictObject({ type: z.literal("drawn"), id: z.int(), drawn: opaque<Drawn>() }),
  /** What came of a job, or why nothing did. */
  z.strictObject({ type: z.literal("jobDone"), result: opaque<JobResult>() }),
  z.strictObject({
    type: z.literal("jobFailed"),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
  }),
]);
export type FromTrainer = z.infer<typeof fromTrainerSchema>;

// ---- extension -> webview

/** All that the dashboard or the sample viewer shows of a run. */
export interface RunSnapshot {
  summary: RunSummary;
  /** The experiment as run, defaults filled in. */
  experiment: object;
  columns: MetricColumns;
  /** Of a long run: what the first of the columns' rows stand for. */
  coarse?: CoarsePart;
  events: RunEvent[];
  evaluations: Evaluation[];
  /** Steps that have a picture, ascending. */
  sampleSteps: number[];
  /** Where the webview finds `samples/`: append `/step-00001000.png`. */
  samplesUri: string;
  /** What is drawn faintly beside the curves of a run that began from scratch. */
  parent?: ParentCurves;
}

/** The curves of the run whose config another has with changes, as far as they went. */
export interface ParentCurves extends RunRows {
  evaluations: Evaluation[];
}

/** What a page is told of the run that it shows. */
const pageNewsSchema = z.discriminatedUnion("type", [
  /**
   * The whole of it: first, and again after the run was resumed. `null`: there is no run to show.
   */
  z.strictObject({
    type: z.literal("snapshot"),
    protocol: z.literal(PROTOCOL_VERSION),
    snapshot: opaque<RunSnapshot>().nullable(),
  }),
  z.strictObject({ type: z.literal("summary"), summary: opaque<RunSummary>() }),
  z.strictObject({ type: z.literal("metrics"), columns }),
  z.strictObject({ type: z.literal("event"), event: opaque<RunEvent>() }),
  z.strictObject({ type: z.literal("evaluation"), evaluation: opaque<Evaluation>() }),
  z.strictObject({ type: z.literal("sample"), step: z.int() }),
]);
export type PageNews = z.infer<typeof pageNewsSchema>;

/** The answer to `picture`. `null`: it is gone. */
const pictureAnswerSchema = z.strictObject({
  type: z.literal("picture"),
  step: z.int(),
  picture: opaque<Picture>().nullable(),
});

/** The answer to `checkChange`; no problems where it can be made. */
const changeCheckedSchema = z.strictObject({
  type: z.literal("changeChecked"),
  id: z.int(),
  problems: z.array(z.strictObject({ path: z.string(), message: z.string() })),
});

/**
 * The answer to `command` and `action`, when it is over: whether it was done, and what `trace` asks
 * for.
 */
const answeredSchema = z.strictObject({
  type: z.literal("answered"),
  id: z.int(),
  done: z.boolean(),
  trace: opaque<IterationTrace>().optional(),
});

/** The answer to `rows`. */
const rowsAnswerSchema = z.strictObject({ type: z.literal("rows"), rows: opaque<RunRows>() });

export const toWebviewSchema = z.discriminatedUnion("type", [
  /** One is on its way at a time: the page says `drawn` when it has shown it. */
  z.strictObject({ type: z.literal("update"), id: z.int(), news: z.array(pageNewsSchema) }),
  pictureAnswerSchema,
  rowsAnswerSchema,
  changeCheckedSchema,
  answeredSchema,
]);
export type ToWebview = z.infer<typeof toWebviewSchema>;
/** The messages of a page, unpacked. */
export type PageMessage =
  PageNews | z.infer<typeof pictureAnswerSchema> | z.infer<typeof rowsAnswerSchema>;
