import { formatCount } from "../text/format";
import type { RunRecord } from "./run";

/** Where a branch comes from, or whose weights a run began with; undefined where it is neither. */
export function describeLineage({
  parent,
  weightsFrom,
}: Pick<RunRecord, "parent" | "weightsFrom">): string | undefined {
  if (parent) return `from ${parent.name} at ${formatCount(parent.step)}`;
  if (!weightsFrom) return undefined;
  const { name, step } = weightsFrom;
  return `weights of ${name}${step === undefined ? "" : ` at ${formatCount(step)}`}`;
}
