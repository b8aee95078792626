import { isDeepStrictEqual } from "node:util";
import { errorAt, type Finding } from "../../experiment/finding";
import { parseExperiment } from "../../experiment/parse";
import { remedyFor } from "../../experiment/remedy";
import type { Experiment } from "../../experiment/schema";
import { withSettings } from "../../experiment/settings";
import { settingAt } from "../../shared/protocol/changes";
import { commonSettings, isMet } from "../space/grid";
import {
  type NumberDomain,
  parametersOf,
  type StudySetting,
  type Varied,
  type VariedParameter,
} from "../space/parameters";
import type { Study } from "../schema";
import { choiceOf } from "../space/settings-of-point";
import type { Point } from "../space/space";

/* Points that a person wants tried first. */

type Given = Record<string, string | number | boolean>;

/** What is wrong with first points, as far as the experiment is not needed. */
export function checkFirst(study: Study): Finding[] {
  const parameters = parametersOf(study);
  return (study.search?.first ?? []).flatMap((given, i) =>
    Object.entries(given).flatMap(([name, value]): Finding[] => {
      const path: Finding["path"] = ["search", "first", i, name];
      const parameter = parameters.find((one) => one.name === name);
      if (!parameter) {
        const names = parameters.map((one) => one.name);
        const unknown = { ...errorAt(path, `there is no parameter "${name}"`, ""), atKey: true };
        return [{ ...unknown, ...remedyFor(name, names) }];
      }
      if (valueOf(parameter, value) === undefined) return [outside(path, parameter, value)];
      const parent = parameter.when && given[parameter.when.parameter];
      return parent === undefined || parameter.when?.labels.includes(String(parent))
        ? []
        : [
            {
              ...errorAt(path, `there is no "${name}" with ${String(parent)}`, "remove it"),
              atKey: true,
              removable: true,
            },
          ];
    }),
  );
}

function outside(path: Finding["path"], parameter: VariedParameter, value: Given[string]): Finding {
  if (parameter.kind === "choice") {
    const labels = parameter.choices.map(({ label }) => label);
    const message = `"${parameter.name}" is never ${String(value)}`;
    return { ...errorAt(path, message, ""), ...remedyFor(String(value), labels) };
  }
  const { from, to, kind } = parameter.domain;
  const what = kind === "integer" ? "a whole number" : "a number";
  return errorAt(
    path,
    `${JSON.stringify(value)} is outside of the range of "${parameter.name}"`,
    `give ${what} of its steps from ${from} to ${to}`,
  );
}

/** A value as a point has it: a number, or the index of a choice; undefined where it is neither. */
export function valueOf(parameter: VariedParameter, value: unknown): number | undefined {
  if (parameter.kind === "range")
    return typeof value === "number" && isWithin(parameter.domain, value) ? value : undefined;
  const index = parameter.choices.findIndex(({ label }) => label === String(value));
  return index < 0 ? undefined : index;
}

/** Whether a range has a number, on one of its steps where it has steps. */
export function isWithin({ kind, from, to, log, step }: NumberDomain, value: number): boolean {
  if (!(value >= from && value <= to)) return false;
  if (kind === "integer" && !Number.isInteger(value)) return false;
  if (step === undefined || log) return true;
  const steps = (value - from) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}

/**
 * A first point with what it leaves out taken from the experiment; or the name of a parameter that
 * it leaves out and whose values the experiment has none of.
 */
export function completedPoint(
  study: Varied,
  given: Given,
  { text, folder }: { text: string; folder: string },
): { point: Point } | { missing: string } {
  const point: Record<string, number> = {};
  const labels: Record<string, string> = {};
  let settings: StudySetting[] = commonSettings(study);
  const experimentWith = (more: readonly StudySetting[]) =>
    parseExperiment(withSettings(text, [...settings, ...more]), folder).experiment;
  for (const parameter of parametersOf(study)) {
    const { name } = parameter;
    if (!isMet(parameter.when, labels)) continue;
    const value = Object.hasOwn(given, name)
      ? valueOf(parameter, given[name])
      : valueAtBase(parameter, experimentWith);
    if (value === undefined) return { missing: name };
    const choice = choiceOf(parameter, value);
    point[name] = value;
    labels[name] = choice.label;
    settings = [...settings, ...choice.settings];
  }
  return { point };
}

/** The value of a parameter that leaves an experiment as it is; undefined where there is none. */
function valueAtBase(
  parameter: VariedParameter,
  experimentWith: (more: readonly StudySetting[]) => Experiment | undefined,
): number | undefined {
  const now = experimentWith([]);
  if (!now) return undefined;
  if (parameter.kind === "range") {
    const [value, ...others] = parameter.paths.map((path) => settingAt(now, path));
    return others.every((other) => other === value) ? valueOf(parameter, value) : undefined;
  }
  const index = parameter.choices.findIndex(({ settings }) =>
    isDeepStrictEqual(experimentWith(settings), now),
  );
  return index < 0 ? undefined : index;
}
