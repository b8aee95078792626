import { goesBack } from "../protocol/changes";
import type { RunEvent } from "../run/run";
import { isRootedIn } from "./consequences";
import type { VerdictKind } from "./verdict-kinds";

/* Which verdicts of a run stand, by its events. */

export type DiagnosedEvent = Extract<RunEvent, { type: "diagnosed" }>;

/**
 * The verdicts that stand, in the order in which they were given, without those that a person does
 * not want to be told of, and those that followed from one of these when that was said. What was
 * said after the step that a run was taken back to counts no more.
 */
export function standingVerdicts(events: readonly RunEvent[]): DiagnosedEvent[] {
  let said: RunEvent[] = [];
  for (const event of events) {
    if (goesBack(event)) said = said.filter(({ step }) => step <= event.step);
    if (SAYS.has(event.type)) said.push(event);
  }
  const standing = new Map<VerdictKind, DiagnosedEvent>();
  for (const event of said) {
    if (event.type === "recovered") standing.delete(event.kind);
    if (event.type === "diagnosed") standing.set(event.verdict.kind, event);
    if (event.type === "verdictIgnored") deleteRooted(standing, event.kind);
  }
  for (const kind of ignoredVerdicts(events)) standing.delete(kind);
  return [...standing.values()];
}

const SAYS: ReadonlySet<RunEvent["type"]> = new Set(["diagnosed", "recovered", "verdictIgnored"]);

/** Takes out a verdict, and those that follow from it. */
function deleteRooted(standing: Map<VerdictKind, unknown>, root: VerdictKind): void {
  const kinds = [...standing.keys()];
  for (const kind of kinds) if (isRootedIn(kind, new Set([root]), kinds)) standing.delete(kind);
}

/** What a person has said of a run, whatever became of it since. */
export const ignoredVerdicts = (events: readonly RunEvent[]): ReadonlySet<VerdictKind> =>
  new Set(events.flatMap((event) => (event.type === "verdictIgnored" ? [event.kind] : [])));
