import { goesBack } from "../protocol/changes";
import type { RunEvent } from "../run/run";

/* Which verdicts of a run stand, by its events. */

export type DiagnosedEvent = Extract<RunEvent, { type: "diagnosed" }>;

/**
 * The verdicts that stand, in the order in which they were given. What was said after the step that
 * a run was taken back to counts no more.
 */
export function standingVerdicts(events: readonly RunEvent[]): DiagnosedEvent[] {
  let said: RunEvent[] = [];
  for (const event of events) {
    if (goesBack(event)) said = said.filter(({ step }) => step <= event.step);
    if (event.type === "diagnosed" || event.type === "recovered") said.push(event);
  }
  const standing = new Map<string, DiagnosedEvent>();
  for (const event of said) {
    if (event.type === "recovered") standing.delete(event.kind);
    if (event.type === "diagnosed") standing.set(event.verdict.kind, event);
  }
  return [...standing.values()];
}
