import type { RunRecord } from "./run";
import { isLive } from "./state";

/** The groups of a list of runs, in its order. */
export const RUN_GROUPS = ["live", "today", "older"] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];

/** Where a run stands in a list: being trained, else by the day on which it was begun. */
export function groupOfRun(
  { state, createdAt }: Pick<RunRecord, "state" | "createdAt">,
  now = new Date(),
): RunGroup {
  if (isLive(state)) return "live";
  return new Date(createdAt).toDateString() === now.toDateString() ? "today" : "older";
}
