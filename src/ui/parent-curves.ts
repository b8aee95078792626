import { readRecord } from "../run/record";
import { readRows } from "../run/rows";
import { readEvaluations } from "../run/store";
import type { ParentCurves } from "../shared/protocol/messages";
import type { RunRecord } from "../shared/run/run";
import type { RunStore } from "./run-store";

/**
 * The curves of the run whose config another began with from scratch. A branch has its parent's
 * rows itself.
 *
 * @returns undefined where that run is gone or cannot be read: the other is shown without it
 */
export async function parentCurves(
  { parent }: RunRecord,
  store: RunStore,
): Promise<ParentCurves | undefined> {
  if (!parent?.scratch) return undefined;
  // It may have been moved with its workspace.
  const known = store.all().find(({ record }) => record.id === parent.id);
  const dir = known?.dir ?? parent.path;
  try {
    if (readRecord(dir).id !== parent.id) return undefined;
    return { ...(await readRows(dir)), evaluations: await readEvaluations(dir) };
  } catch {
    return undefined;
  }
}
