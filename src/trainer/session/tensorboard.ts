import { formatError, toGanError } from "../../shared/errors";
import type { Recorder } from "./recorder";
import type { Session } from "./session";

/**
 * Has what is recorded from now on written for TensorBoard, too. Where that fails, a warning says
 * so, and training goes on without it.
 */
export async function logForTensorBoard(
  recorder: Recorder,
  { experiment, step }: Pick<Session, "experiment" | "step">,
): Promise<void> {
  const onFailure = (error: unknown) => {
    recorder.eventLog = undefined;
    const message = `nothing more is written for TensorBoard: ${formatError(toGanError(error))}`;
    recorder.post({ type: "notice", message });
    try {
      recorder.log(message);
      recorder.event({ type: "warning", message });
    } catch {
      // Where the disk is full the run itself will say so.
    }
  };
  try {
    // Late: few runs have it.
    const { openEventLog } = await import("../../run/tensorboard/event-log");
    recorder.eventLog = await openEventLog(recorder.dir, {
      config: experiment,
      step,
      onFailure,
    });
  } catch (error) {
    onFailure(error);
  }
}
