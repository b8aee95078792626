import type { Finding } from "../../experiment/finding";
import { checkSchedules } from "../../experiment/schedule-checks";
import type { Experiment } from "../../experiment/schema";
import { readEvents } from "../../run";
import { currentExperiment } from "../../shared/protocol/changes";
import { GanError } from "../../shared/errors";

/*
 * Refuses schedules that would leave the bounds of their setting, also where a run is made longer.
 */

/** Throws the first of what is said against schedules. @throws GanError `bad-usage` */
export function refuseSchedules([first]: readonly Finding[], consequence: string): void {
  if (first) throw new GanError("bad-usage", first.message, `${first.hint}; ${consequence}`);
}

/**
 * Refuses to train a run longer than it was made for where a schedule that it has now would leave
 * its bounds on the way. What happens up to `from`, where the run was to end, was settled when it
 * was begun. @throws GanError `bad-usage`
 */
export async function refuseExtension(
  runDir: string,
  experiment: Experiment,
  run: { from: number; to: number },
): Promise<void> {
  if (run.to <= run.from) return;
  const events = await readEvents(runDir);
  const now = currentExperiment(experiment, events);
  refuseSchedules(checkSchedules(now, run), "the run stays as it is");
}
