import {
  describeRecovery,
  describeVerdict,
  followsText,
  verdictTitle,
} from "../advisor/verdict-text";
import { figureTitle } from "../evaluation/figures";
import { formatCount, formatNumber } from "../text/format";
import { goesBack, isChange } from "../protocol/changes";
import { describeChange, shortChanges, type ShortText } from "./describe-change";
import type { RunEvent } from "./run";
import { describeWeights } from "./weights";

/* The events of a run in words: for the list of events and as marks on the charts. */

/** A place on the charts where something was changed. */
export interface RunMark {
  step: number;
  kind: "change" | "resumed" | "warning";
  /** A few words for the chart. */
  label: string;
  /** One sentence for each event. */
  details: string[];
  /** A branch begins here: what is before is its parent's. */
  branch?: boolean;
}

/** What is drawn as a warning. */
const MARKED: ReadonlySet<RunEvent["type"]> = new Set(["warning", "diagnosed"]);

/** The events that explain a turn of the curves, those of one step in one mark. */
export function runMarks(events: readonly RunEvent[]): RunMark[] {
  const byStep = new Map<number, RunEvent[]>();
  for (const event of events) {
    const marked =
      isChange(event) || MARKED.has(event.type) || event.type === "branched" || goesBack(event);
    if (marked) byStep.set(event.step, [...(byStep.get(event.step) ?? []), event]);
  }
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, group]) => ({
      step,
      kind: markKind(group),
      label: markLabel(group),
      details: group.map(describeEvent),
      ...(group.some(({ type }) => type === "branched") ? { branch: true } : {}),
    }));
}

function markKind(group: RunEvent[]): RunMark["kind"] {
  if (group.some(({ type }) => MARKED.has(type))) return "warning";
  return group.some(isChange) ? "change" : "resumed";
}

function markLabel(group: RunEvent[]): string {
  const networks = new Map<string, string>();
  for (const { text, letter = "" } of group.flatMap(shortly)) {
    const known = networks.get(text);
    if (known === undefined) networks.set(text, letter);
    else if (!known.includes(letter)) networks.set(text, `${known}, ${letter}`);
  }
  return [...networks]
    .map(([text, letters]) => (letters ? `${letters}: ${text}` : text))
    .join("; ");
}

function shortly(event: RunEvent): ShortText[] {
  if (isChange(event)) return shortChanges(event);
  if (event.type === "diagnosed") return [{ text: verdictTitle(event.verdict.kind) }];
  const fresh = event.type === "branched" && event.parent.scratch;
  return [{ text: fresh ? "from scratch" : event.type }];
}

/**
 * What an evaluation could not measure, and what makes its figures doubtful, each in a few words.
 */
export const describeDoubts = ({
  failures = {},
  warnings = {},
  features,
}: Extract<RunEvent, { type: "evaluated" }>): string[] => [
  ...Object.entries(failures).map(([name, reason]) => `${name} failed: ${reason}`),
  ...Object.entries(warnings).flatMap(([name, own]) =>
    own.map((warning) => `${figureTitle(name, { features })}: ${warning}`),
  ),
];

/** What happened, in one sentence without its step and time. */
export function describeEvent(event: RunEvent): string {
  switch (event.type) {
    case "started":
      return `Started on ${event.engine}`;
    case "paused":
      return "Paused";
    case "resumed":
      return event.fromCheckpoint ? "Resumed from the checkpoint of this step" : "Resumed";
    case "stepped":
      return `Trained the ${event.only} alone in this step`;
    case "weightsTaken":
      return describeWeights(event);
    case "branched":
      return event.parent.scratch
        ? `Begun from scratch, with the config of "${event.parent.name}" and changes`
        : `Branched from "${event.parent.name}"`;
    case "rewound":
      return `Taken back from step ${formatCount(event.from)}; what came after is kept`;
    case "restored":
      return "Taken forward again, with what was kept";
    case "changed":
      return describeChange(event);
    case "checkpoint":
      return `Checkpoint ${event.file}`;
    case "evaluated":
      return `Evaluated: ${[
        Object.entries(event.results)
          .map(([name, value]) => `${figureTitle(name, event)} ${formatNumber(value)}`)
          .join(", "),
        ...describeDoubts(event),
      ]
        .filter(Boolean)
        .join("; ")}`;
    case "warning":
      return event.message;
    case "diagnosed":
      return describeVerdict(event.verdict) + followsText(event.verdict);
    case "recovered":
      return describeRecovery(event.kind);
    case "verdictIgnored":
      return `Not to be told here: ${verdictTitle(event.kind)}`;
    case "finished":
      return "Finished";
    case "stopped":
      return "Stopped";
    case "interrupted":
      return "Interrupted: the trainer ended without notice";
    case "failed":
      return event.hint ? `Failed: ${event.message}; ${event.hint}` : `Failed: ${event.message}`;
  }
}
