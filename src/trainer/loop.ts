import { setImmediate as immediate } from "node:timers/promises";
import { writeCheckpoint } from "../run";
import type { Command } from "../shared/protocol";
import { Background } from "./background";
import { carryOut, type Intent } from "./commands";
import type { Mailbox } from "./mailbox";
import { iterationsLeft, nextPace } from "./pace";
import type { Recorder } from "./recorder";
import { advance, capacityOf, checkpointOf, type Session } from "./session";

/** Commands after which the run is another one. */
const CHANGES: ReadonlySet<Command["type"]> = new Set([
  "setOptimizer",
  "setLearningRate",
  "setDiscriminatorSteps",
  "setObjective",
]);

/**
 * Trains until the run's last step, a stop, or the loss of the host, many iterations a call of the engine. Between two
 * calls it carries out what was asked, and makes the pictures, evaluations and checkpoints that are due. Returns how
 * it ended.
 *
 * @param options.paused begins paused: what is asked counts from the first iteration on
 */
export async function trainingLoop(
  session: Session,
  recorder: Recorder,
  mailbox: Mailbox,
  options: { paused?: boolean | undefined } = {},
): Promise<"finished" | "stopped" | "lost"> {
  const intent: Intent = { paused: options.paused === true, stepOnce: false, sampleNow: false };
  const {
    samples,
    evaluation,
    checkpoint: { every: checkpointEvery },
  } = session.experiment;
  const steps = recorder.record.steps;
  const due = (every: number) => every > 0 && session.step % every === 0;
  const background = new Background(session, recorder, mailbox.signal);
  let pace = 1,
    lastCheckpoint = -1,
    wrappedUp = false;

  const save = async () => {
    recorder.flush();
    const checkpoint = await checkpointOf(session);
    recorder.lock.assertOwn();
    const file = writeCheckpoint(recorder.dir, checkpoint, session.experiment.checkpoint.keep);
    recorder.event({ type: "checkpoint", file }, session.step);
    lastCheckpoint = session.step;
  };
  /** What every run has of its last step. */
  const wrapUp = async ({ light }: { light: boolean }) => {
    if (lastCheckpoint !== session.step) await save();
    if (background.last.sample !== session.step) await background.sample();
    if (background.last.evaluation !== session.step) background.schedule({ light });
  };

  if (session.step === 0) {
    await background.sample();
    await save();
  }
  // The checkpoint of this step is there already.
  if (intent.paused) recordPause(recorder);
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
    if (intent.sampleNow) {
      await background.sample();
      intent.sampleNow = false;
    }
    if (intent.evaluate) {
      background.evaluate(intent.evaluate);
      delete intent.evaluate;
    }
    if (intent.leave) break;
    if (session.step >= steps) {
      if (!wrappedUp) await wrapUp({ light: false });
      wrappedUp = true;
      if (!background.isBusy) return "finished";
      await background.goOn();
      continue;
    }
    if (background.holds || (intent.paused && !intent.stepOnce)) {
      if (background.isBusy) await background.goOn();
      else await mailbox.wake();
      continue;
    }
    const count = intent.stepOnce
      ? 1
      : Math.min(
          pace,
          capacityOf(session),
          iterationsLeft(session.step, steps, [samples.every, evaluation.every, checkpointEvery]),
        );
    intent.stepOnce = false;
    const started = performance.now();
    const { rows, failure } = await advance(session, count);
    pace = nextPace(pace, count, performance.now() - started);
    recorder.rows(rows);
    if (failure) throw failure;
    if (intent.paused) recorder.flush();
    if (background.isBusy) await background.goOn();
    if (due(samples.every)) await background.sample();
    if (due(evaluation.every)) background.schedule();
    if (due(checkpointEvery)) await save();
  }

  // Whoever asked for an end does not wait for a long evaluation.
  await background.abandon();
  if (intent.leave === "lost") {
    if (lastCheckpoint !== session.step) await save();
  } else {
    await wrapUp({ light: true });
    while (background.isBusy) await background.goOn();
  }
  return session.step >= steps ? "finished" : intent.leave;
}

async function markPause(
  paused: boolean,
  recorder: Recorder,
  save: () => Promise<void>,
): Promise<void> {
  if (paused) {
    await save();
    recordPause(recorder);
  } else {
    recorder.happen("resumed");
    recorder.event({ type: "resumed", fromCheckpoint: false });
  }
}

function recordPause(recorder: Recorder): void {
  recorder.happen("paused");
  recorder.event({ type: "paused" });
}
