import type { RunGroup } from "../../src/shared/runs-table/groups";
import { RUNS_STRINGS } from "./runs-strings";

/** How many runs a group has; of a study also what it came to so far. */
export function groupHint({ members, study }: RunGroup): string {
  return [
    RUNS_STRINGS.members(members.length),
    study && study.running > 0 && RUNS_STRINGS.inProgress(study.running),
    study?.best !== undefined && RUNS_STRINGS.best(study.best),
  ]
    .filter((part) => typeof part === "string")
    .join(" · ");
}
