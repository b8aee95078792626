import { changeAt, settingsOf } from "../../experiment/planned-changes";
import { GanError } from "../../shared/errors";
import { change } from "../process/commands";
import type { Recorder } from "./recorder";
import type { Session } from "./session";

/**
 * Makes the change that the config plans for this step, just before the iteration from which it
 * counts: the checkpoint of the step is without it, and whoever resumes from there makes it again.
 * One that fits no more, since a person has changed the run meanwhile, is left out with a warning.
 *
 * @returns whether one was planned
 */
export async function makePlannedChange(session: Session, recorder: Recorder): Promise<boolean> {
  const planned = changeAt(session.experiment, session.step);
  if (!planned) return false;
  try {
    const { slots } = planned;
    await change({ set: settingsOf(planned), slots }, session, recorder, { planned: true });
  } catch (thrown) {
    if (!(thrown instanceof GanError) || thrown.code !== "bad-usage") throw thrown;
    const message = `The change planned after step ${planned.at} was left out: ${thrown.message}`;
    recorder.log(message);
    recorder.event({ type: "warning", message }, session.step + 1);
  }
  return true;
}
