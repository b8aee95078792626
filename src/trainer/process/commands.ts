import { formatIssues } from "../../experiment/explain";
import { optimizerSchema } from "../../experiment/schema";
import { schedulesOutOfBounds } from "../../experiment/schedule-checks";
import { type EvaluationRequest, requestFor } from "../../experiment/evaluation";
import { settingsAt } from "../../gan/optimizers";
import { GanError } from "../../shared/errors";
import type { Command } from "../../shared/protocol/messages";
import type { Recorder } from "../session/recorder";
import { changedObjective } from "../session/changed-objective";
import { refuseSchedules } from "../session/schedules";
import {
  changeDiscriminatorSteps,
  changeObjective,
  exchangeOptimizer,
  type Session,
} from "../session/session";

/** What the training loop is asked to do; the loop looks at it between two iterations. */
export interface Intent {
  paused: boolean;
  /** One iteration although the run is paused. */
  stepOnce: boolean;
  /** Leave after this iteration, as a run that was stopped or as one whose host is gone. */
  leave?: "stopped" | "lost";
  /** A picture after this iteration. */
  sampleNow: boolean;
  /** An evaluation after this iteration. */
  evaluate?: EvaluationRequest;
}

/** Carries out a command between two iterations. Returns the step from which it counts; throws where it is refused. */
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
      intent.paused = true;
      intent.stepOnce = true;
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
    case "setOptimizer": {
      const parsed = optimizerSchema.safeParse(command.optimizer);
      if (!parsed.success)
        throw new GanError(
          "bad-usage",
          `not an optimizer: ${formatIssues(parsed.error, optimizerSchema, command.optimizer)}`,
          "nothing was changed",
        );
      refuseSchedules(
        schedulesOutOfBounds(optimizerSchema, parsed.data, {
          from: session.step,
          to: recorder.record.steps,
        }),
        "nothing was changed",
      );
      for (const network of command.networks) {
        const from = session.model.optimizers[network];
        const carriedOver = await exchangeOptimizer(session, network, parsed.data, command.slots);
        recorder.event(
          {
            type: "optimizerChanged",
            network,
            from,
            to: parsed.data,
            slots: command.slots,
            carriedOver,
          },
          next,
        );
      }
      return next;
    }
    case "setLearningRate":
      for (const network of command.networks) {
        const old = session.model.optimizers[network];
        const from = settingsAt(old, session.step)["learningRate"]!;
        await exchangeOptimizer(
          session,
          network,
          { ...old, learningRate: command.learningRate },
          "keep",
        );
        recorder.event(
          { type: "learningRateChanged", network, from, to: command.learningRate },
          next,
        );
      }
      return next;
    case "setDiscriminatorSteps": {
      const from = session.model.discriminatorSteps;
      await changeDiscriminatorSteps(session, command.value);
      recorder.event({ type: "discriminatorStepsChanged", from, to: command.value }, next);
      return next;
    }
    case "setObjective": {
      const from = session.model.objective;
      const { experiment } = session;
      const training = { ...experiment.training, steps: recorder.record.steps };
      const to = changedObjective({ ...experiment, training, objective: from }, command.set);
      await changeObjective(session, to);
      recorder.event({ type: "objectiveChanged", from, to }, next);
      return next;
    }
  }
}
