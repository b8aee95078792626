import { type Finding, warningAt } from "../../experiment/finding";
import { parseExperiment } from "../../experiment/parse";
import type { Experiment } from "../../experiment/schema";
import { type Setting, withSettings } from "../../experiment/settings";
import { settingAt } from "../../shared/protocol/changes";
import { commonSettings } from "../space/grid";
import { parametersOf, type VariedParameter } from "../space/parameters";
import type { Study } from "../schema";

/** Ranges of numbers that take the place of a schedule, which is then no schedule any more. */
export function replacedSchedules(study: Study, base: string): Finding[] {
  const parameters = parametersOf(study);
  return parameters.flatMap((parameter): Finding[] => {
    if (parameter.kind !== "range") return [];
    const experiments = experimentsWith(parameter, parameters, { study, base });
    const schedules = experiments.flatMap((experiment) =>
      parameter.paths.flatMap((path) => {
        const value = settingAt(experiment, path);
        return isSchedule(value) ? [{ path, value: value as Record<string, unknown> }] : [];
      }),
    );
    const [schedule] = schedules;
    return schedule ? [warningOf(parameter.name, schedule)] : [];
  });
}

function warningOf(
  name: string,
  { path, value: { type, ...settings } }: { path: string; value: Record<string, unknown> },
): Finding {
  const [key] = Object.entries(settings).find(([, value]) => typeof value === "number") ?? [];
  const message = `${path} is a schedule (${String(type)}), and becomes a constant here`;
  const hint = key === undefined ? "" : `to keep it vary a part of it, such as ${path}.${key}`;
  return { ...warningAt(["vary", name], message, hint), atKey: true };
}

/** The experiment under each choice with which a parameter is there. */
function experimentsWith(
  { when }: VariedParameter,
  all: readonly VariedParameter[],
  { study, base }: { study: Study; base: string },
): Experiment[] {
  const parent = all.find(({ name }) => name === when?.parameter);
  const choices = parent?.kind === "choice" ? parent.choices : [];
  const settings = when
    ? choices.filter(({ label }) => when.labels.includes(label)).map((choice) => choice.settings)
    : [[]];
  return settings.flatMap(
    (some) => experimentWith([...commonSettings(study), ...some], base) ?? [],
  );
}

const isSchedule = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "type" in value;

function experimentWith(settings: readonly Setting[], base: string): Experiment | undefined {
  try {
    return parseExperiment(withSettings(base, settings)).experiment;
  } catch {
    return undefined;
  }
}
