import type { Trainer } from "../../trainer-client/client";
import type { Assignment } from "./desk";
import type { RunStatus } from "../plan/folder";
import type { RunEnd } from "../store/journal";

/* A run that a worker trains now. */

export interface LiveRun {
  assignment: Assignment;
  trainer: Trainer;
  step: number;
  /** Why this worker has ended it. */
  ended?: "stopped" | "pruned" | "superseded";
}

/** Ends a run: after a checkpoint, or at once where it is another worker's by now. */
export function end(live: LiveRun, why: NonNullable<LiveRun["ended"]>): void {
  if (live.ended === why || live.ended === "superseded") return;
  const { trainer } = live;
  const isAsked = live.ended !== undefined;
  live.ended = why;
  if (why === "superseded") trainer.kill();
  else if (!isAsked) void trainer.command({ type: "stop" }).catch(() => trainer.kill());
}

/** How a run ended whose trainer has left. One that still counts as running is interrupted. */
export const endOf = (status: RunStatus | "pruned"): RunEnd =>
  status === "failed" || status === "finished" || status === "diverged" ? status : "interrupted";
