import { formatCount } from "../text/format";
import type { RunParent, RunRecord } from "./run";

/** Where a branch comes from, or whose weights a run began with; undefined where it is neither. */
export function describeLineage({
  parent,
  weightsFrom,
}: Pick<RunRecord, "parent" | "weightsFrom">): string | undefined {
  if (parent) return describeParent(parent);
  if (!weightsFrom) return undefined;
  const { name, step } = weightsFrom;
  return `weights of ${name}${step === undefined ? "" : ` at ${formatCount(step)}`}`;
}

/** Where a branch comes from. */
export const describeParent = ({ name, step, scratch }: RunParent): string =>
  scratch ? `anew from ${name}` : `from ${name} at ${formatCount(step)}`;
