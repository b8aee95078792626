import { figureKind } from "../../shared/evaluation/evaluations";
import { figureTitle } from "../../shared/evaluation/figures";
import type { ObjectiveView } from "../../shared/study/study-view";
import type { ObjectiveSettings, SearchSettings } from "../schema";

/* What a search makes small or large. */

/** The objectives of a search with what is left out filled in. */
export const objectivesOf = (
  search: Pick<SearchSettings, "objective"> | undefined,
): ObjectiveView[] =>
  listOf(search?.objective).map(({ measure, direction, take, over }) => ({
    measure,
    title: figureTitle(measure),
    direction: direction ?? directionOf(measure) ?? "least",
    take,
    over,
  }));

export const listOf = (objective: SearchSettings["objective"]): ObjectiveSettings[] => {
  if (objective === undefined) return [];
  return Array.isArray(objective) ? objective : [objective];
};

/** Which of two figures of a measure is the better one; undefined where neither end is. */
export function directionOf(measure: string): ObjectiveView["direction"] | undefined {
  const best = figureKind(measure)?.best;
  if (best === "low") return "least";
  return best === "high" ? "greatest" : undefined;
}
