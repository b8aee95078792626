import { setImmediate as immediate } from "node:timers/promises";
import { writeCheckpoint } from "../run";
import { carryOut, type Intent } from "./commands";
import { evaluate } from "./evaluate";
import { samplePicture } from "./figures";
import type { Mailbox } from "./mailbox";
import type { Recorder } from "./recorder";
import { checkpointOf, iterate, type Session } from "./session";

/**
 * Trains until the run's last step, a stop, or the loss of the host. Between two iterations it carries out what was
 * asked, and writes the pictures, evaluations and checkpoints that are due. Returns how it ended.
 */
export async function trainingLoop(session: Session, recorder: Recorder, mailbox: Mailbox): Promise<"finished" | "stopped" | "lost"> {
  const intent: Intent = { paused: false, stepOnce: false, sampleNow: false };
  const { samples, evaluation, checkpoint: { every: checkpointEvery } } = session.experiment;
  const steps = recorder.record.steps;
  const due = (every: number) => every > 0 && session.step % every === 0;
  const last = { sample: -1, evaluation: -1, checkpoint: -1 };

  const sample = () => { recorder.sample(samplePicture(session)); last.sample = session.step; };
  const measure = () => {
    const results = evaluate(session);
    if (Object.keys(results).length > 0) recorder.evaluation(session.step, results);
    last.evaluation = session.step;
  };
  const save = () => {
    recorder.flush();
    recorder.event({ type: "checkpoint", file: writeCheckpoint(recorder.dir, checkpointOf(session), session.experiment.checkpoint.keep) }, session.step);
    last.checkpoint = session.step;
  };

  if (session.step === 0) {
    sample();
    save();
  }
  for (;;) {
    // Messages arrive only while the event loop turns.
    await immediate();
    for (const { command, answer } of mailbox.take()) {
      answer(() => {
        const wasPaused = intent.paused;
        const step = carryOut(command, intent, session, recorder);
        if (wasPaused !== intent.paused) markPause(intent.paused, recorder, save);
        // What is acknowledged must survive a crash.
        if (command.type === "setOptimizer" || command.type === "setLearningRate") save();
        return step;
      });
    }
    if (mailbox.hostLost) intent.leave ??= "lost";
    if (intent.sampleNow) { sample(); intent.sampleNow = false; }
    if (intent.leave || session.step >= steps) break;
    if (intent.paused && !intent.stepOnce) {
      await mailbox.wake();
      continue;
    }
    intent.stepOnce = false;
    recorder.row(iterate(session));
    if (intent.paused) recorder.flush();
    if (due(samples.every)) sample();
    if (due(evaluation.every)) measure();
    if (due(checkpointEvery)) save();
  }

  if (last.checkpoint !== session.step) save();
  if (intent.leave === "lost") return "lost";
  if (last.sample !== session.step) sample();
  if (last.evaluation !== session.step) measure();
  return intent.leave ?? "finished";
}

function markPause(paused: boolean, recorder: Recorder, save: () => void): void {
  if (paused) {
    save();
    recorder.happen("paused");
    recorder.event({ type: "paused" });
  } else {
    recorder.happen("resumed");
    recorder.event({ type: "resumed", fromCheckpoint: false });
  }
}
