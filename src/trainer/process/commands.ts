import { changedExperiment, changedSettings } from "../../experiment/changeable";
import { type EvaluationRequest, requestFor } from "../../experiment/evaluation";
import { GanError } from "../../shared/errors";
import { networksOf } from "../../shared/protocol/changes";
import type { Command } from "../../shared/protocol/messages";
import type { NetworkName } from "../../shared/run/run";
import { applyExperiment } from "../session/apply";
import type { Recorder } from "../session/recorder";
import type { Session } from "../session/session";
import { isPretraining } from "../session/step";

/* Carries commands out on a run in training. */

/** What the training loop is asked to do; the loop reads it between two iterations. */
export interface Intent {
  paused: boolean;
  /** One iteration although the run is paused. */
  stepOnce: boolean;
  /** The network that this iteration trains alone. */
  alone?: NetworkName | undefined;
  /** Leave after this iteration, as a run that was stopped or as one whose host is gone. */
  leave?: "stopped" | "lost";
  /** A picture after this iteration. */
  sampleNow: boolean;
  /** An evaluation after this iteration. */
  evaluate?: EvaluationRequest;
}

/**
 * Carries out a command between two iterations. Returns the step from which it counts; throws where
 * it is refused.
 */
export async function carryOut(
  command: Command,
  intent: Intent,
  session: Session,
  recorder: Recorder,
): Promise<number> {
  const next = session.step + 1;
  switch (command.type) {
    case "pause":
      intent.paused = true;
      return session.step;
    case "resume":
      intent.paused = false;
      return next;
    case "step":
      if (command.only === "generator") refuseBeforeGame(session);
      intent.paused = true;
      intent.stepOnce = true;
      intent.alone = command.only;
      return next;
    case "trace":
      // Computed by the loop: what is told must be what comes next.
      intent.paused = true;
      return next;
    case "stop":
      intent.leave = "stopped";
      return session.step;
    case "sample":
      intent.sampleNow = true;
      return session.step;
    case "evaluate":
      intent.evaluate = requestFor(session.experiment, command);
      return session.step;
    case "change":
      await change(command, session, recorder);
      return next;
    case "ignoreVerdict":
      recorder.advisor?.ignore(command.kind);
      recorder.event({ type: "verdictIgnored", kind: command.kind }, session.step);
      return session.step;
  }
}

/** @throws GanError `bad-usage` where G is not trained yet */
function refuseBeforeGame({ model, step }: Session): void {
  if (isPretraining(model, step))
    throw new GanError(
      "bad-usage",
      `G is not trained before step ${model.pretrainDiscriminator + 1}`,
      "until then D alone is trained (training.pretrainDiscriminator)",
    );
}

/**
 * Carries out a change of what is trained, and records it. @throws GanError `bad-usage` where it is
 * refused
 */
export async function change(
  { set, slots = "keep" }: Omit<Extract<Command, { type: "change" }>, "type">,
  session: Session,
  recorder: Recorder,
  { planned = false } = {},
): Promise<void> {
  const now = session.experiment;
  const next = changedExperiment(now, set, recorder.record.steps);
  const paths = set.map(({ path }) => path);
  const networks = networksOf(paths);
  const carriedOver = await applyExperiment(session, next, { networks, slots });
  recorder.event(
    {
      type: "changed",
      set: changedSettings(now, next, paths),
      ...(networks.length > 0 ? { slots, carriedOver } : {}),
      ...(planned ? { planned } : {}),
    },
    session.step + 1,
  );
}
