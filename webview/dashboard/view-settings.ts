import { SCALE_KINDS, type ScaleKind } from "../components/value-scale";

/* How a person has set the charts up, as it is kept for the next time. */

/** The ends of a y axis that a person has fixed; an end that is not there follows the values. */
export interface FixedRange {
  min?: number;
  max?: number;
}

/**
 * How a person has set the charts. Kept with the page's state, so that a reload of the window
 * brings it back.
 */
export interface ViewSettings {
  axis: "step" | "time";
  /** Weight of the moving average, 0 (off) to 0.999. */
  smoothing: number;
  clip: boolean;
  /** The y scales that a person has chosen, by the chart's id; others are chosen by the values. */
  scale: Record<string, ScaleKind>;
  /** The y ranges that a person has fixed, by the chart's id. */
  yRange: Record<string, FixedRange>;
  /** Lines that are not shown, by their keys. */
  hidden: string[];
}

export const DEFAULT_SETTINGS: ViewSettings = {
  axis: "step",
  smoothing: 0.6,
  clip: false,
  scale: {},
  yRange: {},
  hidden: [],
};

/** Settings out of a kept state, which may come from another version of the extension. */
export function restoreSettings(kept: unknown): ViewSettings {
  const state = recordOf(kept);
  const smoothing = Number(state["smoothing"] ?? DEFAULT_SETTINGS.smoothing);
  return {
    axis: state["axis"] === "time" ? "time" : "step",
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : DEFAULT_SETTINGS.smoothing,
    clip: state["clip"] === true,
    scale: restoreScales(state),
    yRange: Object.fromEntries(
      Object.entries(recordOf(state["yRange"])).map(([id, range]) => [id, restoreRange(range)]),
    ),
    hidden: Array.isArray(state["hidden"]) ? state["hidden"].map(String) : [],
  };
}

/** Earlier versions kept for each chart whether it is logarithmic. */
function restoreScales(state: Record<string, unknown>): Record<string, ScaleKind> {
  const scales: Record<string, ScaleKind> = {};
  for (const [id, log] of Object.entries(recordOf(state["log"])))
    scales[id] = log === true ? "log" : "linear";
  for (const [id, name] of Object.entries(recordOf(state["scale"]))) {
    const kind = SCALE_KINDS.find((one) => one === name);
    if (kind) scales[id] = kind;
  }
  return scales;
}

function restoreRange(kept: unknown): FixedRange {
  const { min, max } = recordOf(kept);
  return {
    ...(typeof min === "number" ? { min } : {}),
    ...(typeof max === "number" ? { max } : {}),
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** A record with another value under a key; undefined takes it away. */
export function withEntry<T>(
  from: Record<string, T>,
  key: string,
  value: T | undefined,
): Record<string, T> {
  const others = Object.entries(from).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}
