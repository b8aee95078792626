/* The states of a run, and which follow on which. */

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

/** What moves a run from one state to the next. `lost`: its trainer went away without a word. */
export type RunTransition =
  "started" | "paused" | "resumed" | "finished" | "stopped" | "failed" | "lost" | "restarted";

const TRANSITIONS: Record<RunState, Partial<Record<RunTransition, RunState>>> = {
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

/** The state after a transition, or undefined where `state` has no such transition. */
export function nextState(state: RunState, transition: RunTransition): RunState | undefined {
  return TRANSITIONS[state][transition];
}

/** Whether a process works on a run in this state. */
export function isLive(state: RunState): boolean {
  return "lost" in TRANSITIONS[state];
}

/** Whether a run in this state can be taken up again from its last checkpoint. */
export function isResumable(state: RunState): boolean {
  return "restarted" in TRANSITIONS[state];
}

/** Whether a person can change settings of a run in this state. */
export function isChangeable(state: RunState): boolean {
  return state === "running" || state === "paused";
}
