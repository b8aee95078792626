import type { StoredRun } from "../run/store";
import type { MetricColumns } from "../shared/run/metrics";
import type { RunEvent } from "../shared/run/run";

/**
 * What the advisor says of a run that came to rest without having been told anything; see
 * `adviceAfterwards`.
 */
export async function withAdviceAfterwards(run: StoredRun): Promise<RunEvent[]> {
  // Late: activation needs neither the advisor nor the readers of runs.
  const { adviceAfterwards } = await import("../advisor/afterwards");
  const { readPicture } = await import("../run/store");
  const { dir, record } = run.summary;
  const later = await adviceAfterwards(
    {
      ...run,
      record,
      rows: onePiece(run.columns),
      readPicture: (step) => readPicture(dir, step).catch(() => undefined),
    },
    record.updatedAt,
  );
  // What a person ignores was ignored after all that is said.
  const isIgnored = ({ type }: RunEvent): boolean => type === "verdictIgnored";
  const others = run.events.filter((event) => !isIgnored(event));
  return [...others, ...later, ...run.events.filter(isIgnored)];
}

async function* onePiece(columns: MetricColumns): AsyncGenerator<MetricColumns> {
  yield columns;
}
