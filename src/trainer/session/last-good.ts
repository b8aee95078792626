import { checkpointSteps } from "../../run";
import { pinCheckpoint } from "../../run/retention";
import { studyOf } from "../../run/study-of";
import { lastGoodCheckpoint } from "../../shared/advisor/last-good";
import type { Verdict } from "../../shared/advisor/verdict";

/**
 * Pins the last checkpoint before a verdict began, so that its remedy can be tried from there for
 * as long as the run is kept. Where there is none any more, a new run has to do. The many trials of
 * a study keep no more than they are to.
 */
export function keepLastGood(dir: string, { since }: Verdict): void {
  if (studyOf(dir) !== undefined) return;
  const step = lastGoodCheckpoint(checkpointSteps(dir), since);
  if (step !== undefined) pinCheckpoint(dir, step, true);
}
