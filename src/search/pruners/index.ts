import type { Pruner } from "../outcome/history";
import type { SearchSettings } from "../schema";
import { halvingPruner } from "./halving";
import { hyperbandPruner } from "./hyperband";
import { medianPruner } from "./median";

/**
 * The rule by which trials of a study are stopped early, if it has one.
 *
 * @param study its name; trials get their brackets of Hyperband by it
 */
export function prunerOf(
  { prune }: Pick<SearchSettings, "prune">,
  study: string,
): Pruner | undefined {
  switch (prune?.type) {
    case undefined:
      return undefined;
    case "median":
      return medianPruner(prune);
    case "asha":
      return halvingPruner(prune);
    case "hyperband":
      return hyperbandPruner(prune, study);
  }
}
