import { setImmediate as immediate } from "node:timers/promises";
import { writeCheckpoint } from "../run";
import type { Command } from "../shared/protocol";
import { carryOut, type Intent } from "./commands";
import { evaluate } from "./evaluate";
import { samplePicture } from "./figures";
import type { Mailbox } from "./mailbox";
import { iterationsLeft, nextPace } from "./pace";
import type { Recorder } from "./recorder";
import { advance, checkpointOf, type Session } from "./session";

/** Commands after which the run is another one. */
const CHANGES: ReadonlySet<Command["type"]> = new Set(["setOptimizer", "setLearningRate", "setDiscriminatorSteps"]);

/**
 * Trains until the run's last step, a stop, or the loss of the host, many iterations a call of the engine. Between two
 * calls it carries out what was asked, and writes the pictures, evaluations and checkpoints that are due. Returns how
 * it ended.
 */
export async function trainingLoop(session: Session, recorder: Recorder, mailbox: Mailbox): Promise<"finished" | "stopped" | "lost"> {
  const intent: Intent = { paused: false, stepOnce: false, sampleNow: false };
  const { samples, evaluation, checkpoint: { every: checkpointEvery } } = session.experiment;
  const steps = recorder.record.steps;
  const due = (every: number) => every > 0 && session.step % every === 0;
  const last = { sample: -1, evaluation: -1, checkpoint: -1 };
  let pace = 1;
  /** A picture of which the part that needs no more of the state is still to be done, a piece between two calls. */
  let unfinished: ReturnType<typeof samplePicture> | undefined;

  const goOnWithPicture = async () => {
    const progress = await unfinished?.next();
    if (!progress?.done) return;
    recorder.sample(progress.value);
    unfinished = undefined;
  };
  const finishPicture = async () => { while (unfinished) await goOnWithPicture(); };
  const sample = async () => {
    await finishPicture();
    unfinished = samplePicture(session);
    last.sample = session.step;
    await goOnWithPicture();
  };
  const measure = async () => {
    const results = await evaluate(session);
    if (Object.keys(results).length > 0) recorder.evaluation(session.step, results);
    last.evaluation = session.step;
  };
  const save = async () => {
    recorder.flush();
    const file = writeCheckpoint(recorder.dir, await checkpointOf(session), session.experiment.checkpoint.keep);
    recorder.event({ type: "checkpoint", file }, session.step);
    last.checkpoint = session.step;
  };

  if (session.step === 0) {
    await sample();
    await save();
  }
  for (;;) {
    // Messages arrive only while the event loop turns.
    await immediate();
    for (const { command, answer } of mailbox.take()) {
      await answer(async () => {
        const before = { paused: intent.paused, program: session.program };
        const step = await carryOut(command, intent, session, recorder);
        if (before.paused !== intent.paused) await markPause(intent.paused, recorder, save);
        // What is acknowledged must survive a crash.
        if (CHANGES.has(command.type)) await save();
        if (session.program !== before.program) pace = 1;
        return step;
      });
    }
    if (mailbox.hostLost) intent.leave ??= "lost";
    if (intent.sampleNow) { await sample(); intent.sampleNow = false; }
    if (intent.leave || session.step >= steps) break;
    if (intent.paused && !intent.stepOnce) {
      await finishPicture();
      await mailbox.wake();
      continue;
    }
    const count = intent.stepOnce ? 1 : Math.min(pace, session.program.capacity, iterationsLeft(session.step, steps, [samples.every, evaluation.every, checkpointEvery]));
    intent.stepOnce = false;
    const started = performance.now();
    const { rows, failure } = await advance(session, count);
    pace = nextPace(pace, count, performance.now() - started);
    recorder.rows(rows);
    if (failure) throw failure;
    if (intent.paused) recorder.flush();
    await goOnWithPicture();
    if (due(samples.every)) await sample();
    if (due(evaluation.every)) await measure();
    if (due(checkpointEvery)) await save();
  }

  await finishPicture();
  if (last.checkpoint !== session.step) await save();
  if (intent.leave === "lost") return "lost";
  if (last.sample !== session.step) {
    await sample();
    await finishPicture();
  }
  if (last.evaluation !== session.step) await measure();
  return intent.leave ?? "finished";
}

async function markPause(paused: boolean, recorder: Recorder, save: () => Promise<void>): Promise<void> {
  if (paused) {
    await save();
    recorder.happen("paused");
    recorder.event({ type: "paused" });
  } else {
    recorder.happen("resumed");
    recorder.event({ type: "resumed", fromCheckpoint: false });
  }
}
