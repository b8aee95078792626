import { CURVE_AXES, type CurveAxis } from "../../src/shared/compare/curves";

/** How a person wants the runs to be compared. */
export interface CompareSettings {
  axis: CurveAxis;
  /** In [0, 1). */
  smoothing: number;
  /** Whether runs that differ in their seeds alone are one curve. */
  repetitions: boolean;
  /** Ids of groups whose curves are not shown. */
  hidden: string[];
}

/** What was kept, perhaps by another version of the extension. */
export function restoreSettings(kept: unknown): CompareSettings {
  const given = (kept ?? {}) as Partial<Record<keyof CompareSettings, unknown>>;
  const { smoothing, hidden } = given;
  const isSmoothing = typeof smoothing === "number" && smoothing >= 0 && smoothing < 1;
  return {
    axis: axisOf(given.axis),
    smoothing: isSmoothing ? smoothing : 0.6,
    repetitions: given.repetitions === true,
    hidden: Array.isArray(hidden) ? hidden.filter((id) => typeof id === "string") : [],
  };
}

export const axisOf = (value: unknown): CurveAxis =>
  CURVE_AXES.find((axis) => axis === value) ?? "step";
