import { version_core as tfjsVersion } from "../../tensor/tf";
import { fetchData } from "../../data/fetch-data";
import { loadEngine } from "../../engine/load";
import { layersWithin } from "../../experiment/layers-within";
import { type Experiment, layersOf } from "../../experiment/schema";
import {
  assertFiles,
  assertOriginalConfig,
  checkpointSteps,
  moduleHashes,
  readCheckpointAt,
  readExperiment,
  readRun,
  recordBefore,
  rewindTo,
  runFiles,
  type RunLock,
  sweepTemporaryFiles,
  takeLock,
  writeCheckpoint,
  writeFileAtomic,
} from "../../run";
import { cacheDirs } from "../../shared/files/cache";
import { currentExperiment } from "../../shared/protocol/changes";
import { isCritic } from "../../shared/losses";
import { GanError } from "../../shared/errors";
import type { Command, FromTrainer, ToTrainer } from "../../shared/protocol/messages";
import { NETWORKS, type RunRecord } from "../../shared/run/run";
import { isResumable } from "../../shared/run/state";
import { describeWeights, type TakenOver, weightsLines } from "../../shared/run/weights";
import { advise } from "./advice";
import { carryOut } from "../process/commands";
import { describeFailure } from "../process/failures";
import { trainingLoop } from "./loop";
import { inboxSize, CommandQueue } from "../process/command-queue";
import { Recorder } from "./recorder";
import { refuseExtension } from "./schedules";
import { openRunData } from "./run-data";
import { Session } from "./session";
import { logForTensorBoard } from "./tensorboard";

type Start = Extract<ToTrainer, { type: "start" }>;
type Post = (message: FromTrainer) => void;

/**
 * Trains a run to its end, and records how it ended.
 *
 * @param onQueue gets where commands for the run go, as soon as there is one
 * @throws GanError where the run could not be begun, or its end could not be recorded
 */
export async function train(
  start: Start,
  post: Post,
  onQueue: (queue: CommandQueue) => void,
): Promise<void> {
  const { runDir } = start;
  const read = inboxSize(runDir);
  let queue: CommandQueue | undefined;
  const lock = await takeLock(runDir, () => queue?.loseRun());
  try {
    sweepTemporaryFiles(runDir);
    assertFiles(runDir);
    const before = recordBefore(runDir);
    const recorder = await openRecorder(start, before, post, lock);
    const log = (message: string) => recorder.log(message);
    const step = () => recorder.record.step;
    queue = new CommandQueue({ dir: runDir, post, lock, log, read, step });
    onQueue(queue);
    await trainRecorded(recorder, queue, start).catch((thrown: unknown) => {
      if (isRefusal(thrown)) recorder.withdraw(before);
      throw thrown;
    });
  } finally {
    await queue?.close();
    lock.release();
  }
}

/** The recorder of a run that is about to be trained. */
async function openRecorder(
  { runDir, steps, fromStep }: Start,
  before: RunRecord,
  post: Post,
  lock: RunLock,
): Promise<Recorder> {
  // A run without a readable config is refused before its record says that it starts.
  const experiment = await readExperiment(runDir);
  if (fromStep !== undefined) await readCheckpointAt(runDir, fromStep);
  assertOriginalConfig(runDir, before);
  const record: RunRecord = { ...before, pid: process.pid, steps: steps ?? before.steps };
  await refuseExtension(runDir, experiment, { from: before.steps, to: record.steps });
  delete record.error;
  const recorder = new Recorder(runDir, record, post, lock);
  if (isResumable(before.state)) recorder.transition("restarted");
  return recorder;
}

/** What is wrong is not the run but what was asked: it stays as it was. */
const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof GanError && thrown.code === "data-changed";

async function trainRecorded(recorder: Recorder, queue: CommandQueue, start: Start): Promise<void> {
  try {
    const session = await begin(recorder, queue, start);
    const { paused, changes = [] } = start;
    await makeChanges([...pendingChanges(recorder), ...changes], session, recorder);
    recorder.settlePending();
    const end = await trainingLoop(session, recorder, queue, { paused });
    recorder.flush();
    await drawCurves(recorder.dir);
    finish(recorder, end);
  } catch (thrown) {
    // Where the run belongs to another process by now, or is gone, that is all there is to say.
    recorder.lock.assertOwn();
    if (isRefusal(thrown)) throw thrown;
    if (queue.signal.aborted && recorder.record.state === "starting") {
      // Stopped before it began: whoever asked gets an answer all the same.
      for (const { respond } of queue.take()) await respond(() => ({ step: recorder.record.step }));
      return finish(recorder, queue.hostLost ? "lost" : "stopped");
    }
    fail(recorder, describeFailure(thrown, recorder.record.step));
    // What came before tells why; without them the failure is still told.
    await drawCurves(recorder.dir).catch(() => undefined);
  }
}

/** What a branch is to change before its first own step. */
const pendingChanges = ({ record: { pending } }: Recorder): Command[] =>
  pending ? [{ type: "change", ...pending }] : [];

/**
 * Changes that a person asked for together with the resumption, kept in a checkpoint like those of
 * a run in training.
 */
async function makeChanges(
  changes: readonly Command[],
  session: Session,
  recorder: Recorder,
): Promise<void> {
  if (changes.length === 0) return;
  const intent = { paused: false, stepOnce: false, sampleNow: false };
  for (const command of changes) await carryOut(command, intent, session, recorder);
  const checkpoint = await session.checkpoint();
  const policy = session.experiment.checkpoint;
  const file = await writeCheckpoint(recorder.dir, checkpoint, policy, () =>
    recorder.lock.assertOwn(),
  );
  recorder.event({ type: "checkpoint", file }, session.step);
}

/** Loads engine, data and state of a run, which then is running. */
async function begin(
  recorder: Recorder,
  queue: CommandQueue,
  { fromStep, acceptChangedData = false }: Start,
): Promise<Session> {
  const { dir, post } = recorder;
  const experiment = await readExperiment(dir);
  const engine = await loadEngine(
    experiment.engine,
    { convolution: mayConvolve(experiment) },
    { cacheDirs: cacheDirs(), folders: [dir, process.cwd()] },
  );
  if (engine.notice) post({ type: "notice", message: engine.notice });
  const watch = {
    signal: queue.signal,
    onProgress: (what: string, fraction: number) => post({ type: "progress", what, fraction }),
    onRemark(text: string) {
      recorder.log(text);
      post({ type: "notice", message: text });
    },
  };
  const dataDir = await fetchData(experiment.data, cacheDirs(), watch);
  const latestStep = checkpointSteps(dir)[0];
  // Before anything of the run is deleted: it may be refused.
  const { source, remarks } = await openRunData(
    dir,
    experiment.data,
    dataDir,
    fromStep ?? latestStep,
    { ...watch, acceptChangedData },
  );
  if (fromStep !== undefined) await rewindTo(dir, fromStep);
  const passedOver: string[] = [];
  const session = await Session.open(dir, experiment, source, engine, {
    ...watch,
    onPassedOver: (sentence) => passedOver.push(sentence),
  });
  if (session.program.notice) post({ type: "notice", message: session.program.notice });
  await recorder.rewind(session.step);
  if (experiment.log?.includes("tensorboard")) await logForTensorBoard(recorder, session);
  await advise(recorder, experiment);
  recordStart(recorder, session);
  for (const message of passedOver) post({ type: "notice", message });
  for (const message of [...remarks, ...passedOver]) {
    recorder.log(message);
    recorder.event({ type: "warning", message });
  }
  return session;
}

/** Records that a run is training from now on, and on what. */
function recordStart(recorder: Recorder, session: Session): void {
  const { engine, program, weights } = session;
  const how =
    program.kind === "compiled" ? `compiled in ${Math.round(session.compileMs)} ms` : "op by op";
  recorder.log(
    `training from step ${session.step} on ${engine.name} ${engine.version}, process ` +
      `${process.pid}; ${how}`,
  );
  for (const [network, sha256] of Object.entries(moduleHashes(recorder.dir)))
    recorder.log(`the ${network}'s module has SHA-256 ${sha256}`);
  recorder.transition("started", {
    step: session.step,
    trainingSeconds: session.trainingSeconds,
    engine: { name: engine.name, version: engine.version },
    versions: { node: process.versions.node, tfjs: tfjsVersion },
    ...(weights ? { weightsFrom: lineageOf(weights) } : {}),
  });
  recorder.event(
    session.resumed
      ? { type: "resumed", fromCheckpoint: true }
      : { type: "started", engine: `${engine.name} ${engine.version}` },
  );
  if (!weights) return;
  recorder.event({ type: "weightsTaken", ...weights });
  for (const line of [describeWeights(weights), ...weightsLines(weights)]) recorder.log(line);
}

const lineageOf = ({ from, networks }: TakenOver): NonNullable<RunRecord["weightsFrom"]> => ({
  ...from,
  networks: NETWORKS.filter((network) => networks[network] !== undefined),
});

/**
 * Whether there are convolutions to train. A module may have some; whoever asks for the engine that
 * cannot train them will know.
 */
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
  recorder.transition(end);
}

/**
 * Records a failure. @throws the failure itself where it cannot be recorded: the disk may be full
 */
function fail(recorder: Recorder, failure: GanError): void {
  const { code, message, hint } = failure;
  try {
    recorder.flush();
    recorder.log(failure.stack ?? message);
    if (code === "not-finite") recorder.diverged();
    recorder.event({ type: "failed", message, hint });
    recorder.transition("failed", { error: { code, message, hint } });
  } catch {
    throw failure;
  }
}

async function drawCurves(runDir: string): Promise<void> {
  // Loaded at the end: a charts library is not to delay the first step.
  const { curvesSvg } = await import("../pictures/curves");
  const run = await readRun(runDir);
  const { columns, summary, experiment, events } = run;
  if (columns.step.length > 0)
    writeFileAtomic(
      runFiles(runDir).curves,
      curvesSvg(run, summary.record.name, {
        critic: isCritic(currentExperiment(experiment, events).objective),
      }),
    );
}
