/** How a person has set the charts. Kept with the page's state, so that a reload of the window brings it back. */
export interface ViewSettings {
  axis: "step" | "time";
  /** Weight of the moving average, 0 (off) to 0.999. */
  smoothing: number;
  clip: boolean;
  /** Charts, by their id, whose y axis is logarithmic. */
  log: Record<string, boolean>;
  /** Metrics that are not shown. */
  hidden: string[];
}

export const DEFAULT_SETTINGS: ViewSettings = {
  axis: "step",
  smoothing: 0.6,
  clip: false,
  log: { gradients: true },
  hidden: [],
};

/** Settings out of a kept state, which may come from another version of the extension. */
export function restoreSettings(kept: unknown): ViewSettings {
  const state = (typeof kept === "object" && kept !== null ? kept : {}) as Partial<
    Record<keyof ViewSettings, unknown>
  >;
  const smoothing = Number(state.smoothing ?? DEFAULT_SETTINGS.smoothing);
  return {
    axis: state.axis === "time" ? "time" : "step",
    smoothing: smoothing >= 0 && smoothing < 1 ? smoothing : DEFAULT_SETTINGS.smoothing,
    clip: state.clip === true,
    log: {
      ...DEFAULT_SETTINGS.log,
      ...(typeof state.log === "object" ? (state.log as Record<string, boolean>) : {}),
    },
    hidden: Array.isArray(state.hidden) ? state.hidden.map(String) : [],
  };
}
