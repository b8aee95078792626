import type { PastTrial } from "../outcome/history";
import { methodOf } from "../methods";
import { type SearchPlan, spaceOf } from "../plan/plan";
import type { StoredTrial } from "../store/trial-store";

/**
 * The next trial of a search: a point that is to be tried first, else the one that its method
 * chooses.
 */
export function chooseTrial(
  plan: SearchPlan,
  number: number,
  history: readonly PastTrial[],
): Omit<StoredTrial, "worker"> {
  const first = plan.first[number];
  if (first) return { number, point: first, origin: "first" };
  const { search, earlier } = plan;
  const question = {
    space: spaceOf(plan),
    history: [...earlier, ...history],
    number,
    seed: search.seed,
  };
  return { number, point: methodOf(search)(question) };
}
