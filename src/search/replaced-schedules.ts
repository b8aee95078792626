import { type Finding, warningAt } from "../experiment/finding";
import { parseExperiment } from "../experiment/parse";
import { withSettings } from "../experiment/settings";
import { settingAt } from "../shared/protocol/changes";
import { commonSettings } from "./grid";
import { parametersOf } from "./parameters";
import type { Study } from "./schema";

/** Ranges of numbers that take the place of a schedule, which is then no schedule any more. */
export function replacedSchedules(study: Study, base: string): Finding[] {
  const experiment = experimentOf(study, base);
  if (!experiment) return [];
  return parametersOf(study).flatMap((parameter): Finding[] => {
    if (parameter.kind !== "range") return [];
    const path = parameter.paths.find((one) => isSchedule(settingAt(experiment, one)));
    if (path === undefined) return [];
    const { type, ...settings } = settingAt(experiment, path) as Record<string, unknown>;
    const [key] = Object.entries(settings).find(([, value]) => typeof value === "number") ?? [];
    const message = `${path} is a schedule (${String(type)}), and becomes a constant here`;
    const hint = key === undefined ? "" : `to keep it vary a part of it, such as ${path}.${key}`;
    return [{ ...warningAt(["vary", parameter.name], message, hint), atKey: true }];
  });
}

const isSchedule = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "type" in value;

function experimentOf(study: Study, base: string) {
  try {
    return parseExperiment(withSettings(base, commonSettings(study))).experiment;
  } catch {
    return undefined;
  }
}
