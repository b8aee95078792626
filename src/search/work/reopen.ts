import { Desk } from "./desk";
import type { Plan } from "../plan/plan";
import { newWorkerId } from "./worker-id";

/**
 * Lets what failed, or was stopped by a person, be tried again by whoever works on the study from
 * now on.
 */
export function reopenStudy(dir: string, plan: Plan): void {
  const desk = new Desk({
    dir,
    worker: newWorkerId(),
    plan,
    silenceMs: Infinity,
    onFault: () => undefined,
  });
  desk.reopen();
}
