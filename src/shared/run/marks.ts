import { changedKeys } from "../evaluation/comparison";
import { measureTitle } from "../evaluation/metrics";
import { formatNumber } from "../text/format";
import { isChange } from "../protocol/changes";
import { isOptimizer, optimizerLabel } from "../protocol/optimizer-settings";
import type { NetworkName, RunEvent } from "./run";
import { describeValue } from "../text/setting";

/** A place on the charts where something was changed. */
export interface RunMark {
  step: number;
  kind: "change" | "resumed" | "warning";
  /** A few words for the chart. */
  label: string;
  /** One sentence for each event. */
  details: string[];
}

const LETTER: Record<NetworkName, string> = { generator: "G", discriminator: "D" };

/** The events that explain a turn of the curves, those of one step in one mark. */
export function runMarks(events: readonly RunEvent[]): RunMark[] {
  const byStep = new Map<number, RunEvent[]>();
  for (const event of events) {
    const marked =
      isChange(event) ||
      event.type === "warning" ||
      (event.type === "resumed" && event.fromCheckpoint);
    if (marked) byStep.set(event.step, [...(byStep.get(event.step) ?? []), event]);
  }
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, group]) => ({
      step,
      kind: markKind(group),
      label: markLabel(group),
      details: group.map(describeEvent),
    }));
}

function markKind(group: RunEvent[]): RunMark["kind"] {
  if (group.some((event) => event.type === "warning")) return "warning";
  return group.every((event) => event.type === "resumed") ? "resumed" : "change";
}

function markLabel(group: RunEvent[]): string {
  const networks = new Map<string, string>();
  for (const event of group) {
    const what = shortly(event);
    const letter = "network" in event ? LETTER[event.network] : "";
    const known = networks.get(what);
    if (known === undefined) networks.set(what, letter);
    else if (!known.includes(letter)) networks.set(what, `${known}, ${letter}`);
  }
  return [...networks]
    .map(([what, letters]) => (letters ? `${letters}: ${what}` : what))
    .join("; ");
}

function shortly(event: RunEvent): string {
  switch (event.type) {
    case "optimizerChanged":
      return optimizerLabel(event.to);
    case "learningRateChanged":
      return `lr ${describeValue(event.to)}`;
    case "discriminatorStepsChanged":
      return `k ${event.to}`;
    case "objectiveChanged":
      return changedKeys([event.from, event.to])
        .map(({ key, values: [, to] }) => `${key} ${to === undefined ? "off" : describeValue(to)}`)
        .join(", ");
    case "resumed":
      return "resumed";
    default:
      return "warning";
  }
}

/** An optimizer in one phrase: Adam (learningRate 0.001, beta1 0.5). */
export function describeOptimizer(optimizer: object): string {
  if (!isOptimizer(optimizer)) return "?";
  const settings = Object.entries(optimizer)
    .filter(([name]) => name !== "type")
    .map(([name, value]) => `${name} ${describeValue(value)}`);
  return settings.length === 0
    ? optimizerLabel(optimizer)
    : `${optimizerLabel(optimizer)} (${settings.join(", ")})`;
}

/** What an evaluation could not measure, and what makes its figures doubtful, each in a few words. */
export const describeDoubts = ({
  failures = {},
  warnings = {},
  features,
}: Extract<RunEvent, { type: "evaluated" }>): string[] => [
  ...Object.entries(failures).map(([metric, reason]) => `${metric} failed: ${reason}`),
  ...Object.entries(warnings).flatMap(([name, own]) =>
    own.map((warning) => `${measureTitle(name, { features })}: ${warning}`),
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
    case "optimizerChanged": {
      const carriedOver =
        event.carriedOver.length > 0
          ? `kept ${event.carriedOver.join(", ")}`
          : "no slots in common";
      const kept = event.slots === "reset" ? "slots reset" : carriedOver;
      return `Optimizer of the ${event.network}: ${describeOptimizer(event.from)} → ${describeOptimizer(event.to)}; ${kept}`;
    }
    case "learningRateChanged":
      return `Learning rate of the ${event.network}: ${describeValue(event.from)} → ${describeValue(event.to)}`;
    case "discriminatorStepsChanged":
      return `Discriminator updates per generator update (k): ${event.from} → ${event.to}`;
    case "objectiveChanged":
      return `Loss: ${
        changedKeys([event.from, event.to])
          .map(
            ({ key, values }) =>
              `${key} ${values.map((value) => (value === undefined ? "off" : describeValue(value))).join(" → ")}`,
          )
          .join("; ") || "as it was"
      }`;
    case "checkpoint":
      return `Checkpoint ${event.file}`;
    case "evaluated":
      return `Evaluated: ${[
        Object.entries(event.results)
          .map(([name, value]) => `${measureTitle(name, event)} ${formatNumber(value)}`)
          .join(", "),
        ...describeDoubts(event),
      ]
        .filter(Boolean)
        .join("; ")}`;
    case "warning":
      return event.message;
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
