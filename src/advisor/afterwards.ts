import type { RunEvent } from "../shared/run/run";
import { replay, type RunCourse } from "./replay";

/* What is said of a run that nobody has said anything of: one that an earlier version has trained. */

/** Of longer runs nothing is said without being asked: a person waits for it. */
const MAX_STEPS = 20_000;

/**
 * The verdicts on a run that is over, of which none was given while it trained, as the events that
 * they would have been; they stand in no file. None where the run is long.
 *
 * @param time when the run came to rest
 */
export async function adviceAfterwards(course: RunCourse, time: string): Promise<RunEvent[]> {
  const { record, events } = course;
  const wasTold = events.some(({ type }) => type === "diagnosed" || type === "recovered");
  const isOver = record.state === "finished" || record.state === "failed";
  if (wasTold || !isOver || record.step > MAX_STEPS) return [];
  const said: RunEvent[] = [];
  for await (const advice of replay(course)) said.push({ ...advice, time });
  return said;
}
