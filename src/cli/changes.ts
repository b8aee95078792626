import { isDeepStrictEqual } from "node:util";
import { changedExperiment } from "../experiment/changeable";
import { readEvents, readExperiment } from "../run";
import { currentExperiment, isChange } from "../shared/protocol/changes";
import type { Command } from "../shared/protocol/messages";
import type { RunEvent } from "../shared/run/run";
import { parseSetting } from "./config";

/* `gan resume --set PATH=VALUE`: the changes with which a run goes on. */

/**
 * The commands that make of a run what `gan resume --set PATH=VALUE` asks for. They are checked
 * before anything is begun.
 *
 * @param run `steps`: where it is to end; `fromStep`: the checkpoint from which it is to go on
 * @throws GanError `bad-usage` for what a run cannot change, and for values that cannot be
 */
export async function changesOf(
  runDir: string,
  settings: readonly string[],
  { steps, fromStep = Infinity }: { steps: number; fromStep?: number | undefined },
): Promise<Command[]> {
  if (settings.length === 0) return [];
  const set = settings.map(parseSetting);
  const events = eventsUntil(await readEvents(runDir), fromStep);
  const now = currentExperiment(await readExperiment(runDir), events);
  const next = changedExperiment(now, set, steps);
  return isDeepStrictEqual(now, next) ? [] : [{ type: "change", set, slots: "keep" }];
}

/**
 * The events that the checkpoint of a step knows. A change that counts from s + 1 was made at s and
 * is in its checkpoint, but for one that the config plans.
 */
const eventsUntil = (events: readonly RunEvent[], step: number): RunEvent[] =>
  events.filter((event) => event.step <= step + (isChange(event) && event.planned ? 0 : 1));
