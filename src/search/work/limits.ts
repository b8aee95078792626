import type { Plan } from "../plan/plan";
import type { StudyLog } from "../store/study-log";

/** What the journals do not say of the steps that were trained. */
interface Progress {
  /** How far runs are by now. */
  stepsNow: ReadonlyMap<string, number>;
  /** Steps that the journals count twice: a population's stages begin where others end. */
  notTrained: number;
}

/** What ends a study although trials are left, in words for a person. */
export function limitReached(
  { search }: Plan,
  log: StudyLog,
  { stepsNow, notTrained }: Progress,
): string | undefined {
  const { minutes = Infinity, steps = Infinity } = search ?? {};
  if (log.clock.now() >= minutes * 60) return `the study's time is over (${minutes} minutes)`;
  if (steps === Infinity) return undefined;
  let spent = log.steps - notTrained;
  for (const [run, step] of stepsNow) spent += Math.max(0, step - (log.runs.get(run)?.step ?? 0));
  return spent >= steps ? `the study's steps are spent (${steps})` : undefined;
}
