import { version_core as tfjsVersion } from "../shared/tf";
import { fetchData } from "../data/fetch-data";
import { loadEngine } from "../engine/backends";
import { layersWithin } from "../experiment/layers-within";
import { type Experiment, layersOf } from "../experiment/schema";
import { formatIssues } from "../experiment/explain";
import {
  moduleHashes,
  readExperiment,
  readRun,
  runFiles,
  settledRecord,
  takeLock,
  writeFileAtomic,
} from "../run";
import { cacheDirs } from "../shared/cache";
import { currentObjective } from "../shared/changes";
import { isCritic } from "../shared/critic";
import type { GanError } from "../shared/errors";
import { type FromTrainer, type ToTrainer, toTrainerSchema } from "../shared/protocol";
import { PROTOCOL_VERSION } from "../shared/protocol-version";
import type { RunRecord } from "../shared/run";
import { isResumable } from "../shared/run-state";
import * as z from "../shared/zod";
import { describeFailure } from "./failures";
import { runJob } from "./jobs";
import { trainingLoop } from "./loop";
import { Mailbox } from "./mailbox";
import { curvesSvg } from "./pictures/curves";
import { Recorder } from "./recorder";
import { refuseExtension } from "./schedules";
import { openSession } from "./session";

/*
 * The child process that trains one run, or does one job on it. It is started with an IPC channel by `client.ts` or `run-job.ts`,
 * told which run folder to train or what else to do, and leaves when that is done or when its host is gone.
 */

/** A host that is gone is no failure: `disconnect` comes a moment later. */
const post = (message: FromTrainer): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

let mailbox: Mailbox | undefined;

process.on("message", (raw) => {
  const parsed = toTrainerSchema.safeParse(raw);
  if (!parsed.success) return refuse(raw, parsed.error);
  const message = parsed.data;
  if (message.type === "start")
    void train(message).then(
      () => leave(0),
      (error: unknown) => {
        complain(String(error));
        leave(1);
      },
    );
  else if (message.type === "job")
    void runJob(message.job, post).then(
      () => leave(0),
      (error: unknown) => {
        complain(String(error));
        leave(1);
      },
    );
  else if (mailbox) mailbox.receive(message);
  else
    post({
      type: "refusal",
      id: message.id,
      code: "busy",
      message: "the run has not begun yet",
      hint: "try again in a moment",
    });
});
process.on("disconnect", loseHost);
// A terminal sends this to the whole group; the host decides, and asks for a stop.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", loseHost);

/** A message that cannot be taken. Whoever waits for an answer to it gets one. */
function refuse(raw: unknown, error: z.ZodError): void {
  const asked = askedSchema.safeParse(raw);
  if (!asked.success)
    return complain(
      `a message that is not of protocol ${PROTOCOL_VERSION} was ignored: ${error.message}`,
    );
  const { id, command } = asked.data;
  post({
    type: "refusal",
    id,
    code: "bad-usage",
    message: `not a command: ${command.type}: ${formatIssues(error, toTrainerSchema, raw)}`,
    hint: "nothing was changed",
  });
}

const askedSchema = z.object({
  type: z.literal("command"),
  id: z.int(),
  command: z.object({ type: z.string() }),
});

/** Before a run was begun there is nothing to save. */
function loseHost(): void {
  if (mailbox) mailbox.loseHost();
  else leave(0);
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Ends the process once what was posted is on its way. */
function leave(code: number): void {
  process.exitCode = code;
  if (process.connected) process.disconnect();
  process.exit();
}

async function train({ runDir, steps }: Extract<ToTrainer, { type: "start" }>): Promise<void> {
  const release = takeLock(runDir);
  try {
    await trainLocked(runDir, steps);
  } finally {
    mailbox?.close();
    release();
  }
}

async function trainLocked(runDir: string, steps: number | undefined): Promise<void> {
  const experiment = await readExperiment(runDir);
  const before = settledRecord(runDir);
  const record: RunRecord = { ...before, pid: process.pid, steps: steps ?? before.steps };
  await refuseExtension(runDir, experiment, { from: before.steps, to: record.steps });
  delete record.error;
  const recorder = new Recorder(runDir, record, post);
  if (isResumable(before.state)) recorder.happen("restarted");
  mailbox = new Mailbox(runDir, post, (message) => recorder.log(message));
  try {
    const engine = await loadEngine(
      experiment.engine,
      { convolution: mayConvolve(experiment) },
      { cacheDirs: cacheDirs(), folders: [runDir, process.cwd()] },
    );
    if (engine.notice) post({ type: "notice", message: engine.notice });
    const watch = {
      signal: mailbox.signal,
      onProgress: (what: string, fraction: number) => post({ type: "progress", what, fraction }),
    };
    const dataDir = await fetchData(experiment.data, cacheDirs(), watch);
    const { session, resumed } = await openSession(runDir, experiment, dataDir, engine, watch);
    if (session.program.notice) post({ type: "notice", message: session.program.notice });
    await recorder.rewind(session.step);
    recorder.log(
      `training from step ${session.step} on ${engine.name} ${engine.version}, process ${process.pid}; ${session.program.kind === "compiled" ? `compiled in ${Math.round(session.compileMs)} ms` : "op by op"}`,
    );
    for (const [network, sha256] of Object.entries(moduleHashes(runDir)))
      recorder.log(`the ${network}'s module has SHA-256 ${sha256}`);
    recorder.happen("started", {
      step: session.step,
      trainingSeconds: session.trainingSeconds,
      engine: { name: engine.name, version: engine.version },
      versions: { node: process.versions.node, tfjs: tfjsVersion },
    });
    recorder.event(
      resumed
        ? { type: "resumed", fromCheckpoint: true }
        : { type: "started", engine: `${engine.name} ${engine.version}` },
    );
    const end = await trainingLoop(session, recorder, mailbox);
    recorder.flush();
    await drawCurves(runDir);
    finish(recorder, end);
  } catch (thrown) {
    if (!mailbox.signal.aborted || recorder.record.state !== "starting") {
      fail(recorder, describeFailure(thrown, recorder.record.step));
      // What came before tells why; without them the failure is still told.
      return drawCurves(runDir).catch(() => undefined);
    }
    // Stopped before it began: whoever asked gets an answer all the same.
    for (const { answer } of mailbox.take()) await answer(() => recorder.record.step);
    finish(recorder, mailbox.hostLost ? "lost" : "stopped");
  }
}

/** Whether there are convolutions to train. A module may have some; whoever asks for the engine that cannot train them will know. */
function mayConvolve({ generator, discriminator, engine }: Experiment): boolean {
  const ofModule = engine !== "wasm" && (generator.module ?? discriminator.module) !== undefined;
  return (
    ofModule ||
    [generator, discriminator].some((network) =>
      layersWithin(layersOf(network)).some(({ layer }) => "filters" in layer),
    )
  );
}

function finish(recorder: Recorder, end: "finished" | "stopped" | "lost"): void {
  recorder.event(end === "lost" ? { type: "interrupted" } : { type: end });
  recorder.happen(end);
}

function fail(recorder: Recorder, error: GanError): void {
  recorder.flush();
  recorder.log(error.stack ?? error.message);
  recorder.event({ type: "failed", message: error.message, hint: error.hint });
  recorder.happen("failed", {
    error: { code: error.code, message: error.message, hint: error.hint },
  });
}

async function drawCurves(runDir: string): Promise<void> {
  const run = await readRun(runDir);
  const { columns, summary, experiment, events } = run;
  if (columns.step.length > 0)
    writeFileAtomic(
      runFiles(runDir).curves,
      curvesSvg(run, summary.record.name, {
        critic: isCritic(currentObjective(experiment, events)),
      }),
    );
}

post({ type: "ready", protocol: PROTOCOL_VERSION });
