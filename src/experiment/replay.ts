import { standingChanges, withSetting } from "../shared/protocol/changes";
import type { RunEvent } from "../shared/run/run";
import type { PlannedChange } from "./planned-changes";
import type { Experiment } from "./schema";

/**
 * The experiment that trains a run once more with all that was changed in its course, in one go:
 * what was changed before the first step is in its settings, the rest is planned. A branch's
 * changes are those of the runs that it comes from, too.
 */
export function replayOf(config: Experiment, events: readonly RunEvent[]): Experiment {
  let begun = config;
  const made: PlannedChange[] = [];
  for (const { step, set, slots } of standingChanges(events)) {
    const at = step - 1;
    const last = made.at(-1);
    if (at === 0) {
      for (const { path, to } of set) begun = withSetting(begun, path, to);
    } else if (last?.at === at) {
      Object.assign(last.set, valuesOf(set));
      if (slots === "reset") last.slots = slots;
    } else {
      made.push({ at, set: valuesOf(set), ...(slots === "reset" ? { slots } : {}) });
    }
  }
  const until = made.at(-1)?.at ?? 0;
  const toCome = (config.training.changes ?? []).filter(({ at }) => at > until);
  const changes = [...made, ...toCome];
  return changes.length > 0 ? { ...begun, training: { ...begun.training, changes } } : begun;
}

const valuesOf = (set: readonly { path: string; to?: unknown }[]): Record<string, unknown> =>
  Object.fromEntries(set.map(({ path, to }) => [path, to ?? null]));
