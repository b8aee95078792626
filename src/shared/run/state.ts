/** Where a run is in its life. The last four are at rest: no process works on it. */
export const RUN_STATES = [
  "starting",
  "running",
  "paused",
  "finished",
  "stopped",
  "interrupted",
  "failed",
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What can happen to a run. `lost`: its trainer went away without a word. */
export type RunHappening =
  "started" | "paused" | "resumed" | "finished" | "stopped" | "failed" | "lost" | "restarted";

const TRANSITIONS: Record<RunState, Partial<Record<RunHappening, RunState>>> = {
  starting: { started: "running", stopped: "stopped", failed: "failed", lost: "interrupted" },
  running: {
    paused: "paused",
    finished: "finished",
    stopped: "stopped",
    failed: "failed",
    lost: "interrupted",
  },
  paused: {
    resumed: "running",
    finished: "finished",
    stopped: "stopped",
    failed: "failed",
    lost: "interrupted",
  },
  finished: { restarted: "starting" },
  stopped: { restarted: "starting" },
  interrupted: { restarted: "starting" },
  failed: { restarted: "starting" },
};

/** The state after `happening`, or undefined where that cannot happen in `state`. */
export function nextState(state: RunState, happening: RunHappening): RunState | undefined {
  return TRANSITIONS[state][happening];
}

/** Whether a process works on a run in this state. */
export function isLive(state: RunState): boolean {
  return "lost" in TRANSITIONS[state];
}

/** Whether a run in this state can be taken up again from its last checkpoint. */
export function isResumable(state: RunState): boolean {
  return "restarted" in TRANSITIONS[state];
}
