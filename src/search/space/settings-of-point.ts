import { commonSettings, isMet } from "./grid";
import {
  numberLabel,
  parametersOf,
  settingsOfNumber,
  type StudySetting,
  type Varied,
  type VariedParameter,
} from "./parameters";
import type { Point, Space } from "./space";

/* What a study varies as the space that methods search, and its points as settings. */

/** The space of a study. */
export const spaceOfVaried = (study: Pick<Varied, "vary">): Space =>
  parametersOf(study).map((parameter) => ({
    name: parameter.name,
    domain:
      parameter.kind === "range"
        ? parameter.domain
        : { kind: "choice", labels: parameter.choices.map(({ label }) => label) },
    ...(parameter.when ? { when: parameter.when } : {}),
  }));

/** What a point sets, and how a person reads it. */
export interface SettledPoint {
  /** In the order in which they are to be made; first what all runs have. */
  settings: StudySetting[];
  /** For each parameter that the point has: the label of its choice, or its number. */
  labels: Record<string, string>;
}

/** A point as settings. Parameters whose condition is not met are passed over. */
export function settledPoint(study: Varied, point: Point): SettledPoint {
  let settled: SettledPoint = { settings: commonSettings(study), labels: {} };
  for (const parameter of parametersOf(study)) {
    const value = point[parameter.name];
    if (value === undefined || !isMet(parameter.when, settled.labels)) continue;
    const { label, settings } = choiceOf(parameter, value);
    settled = {
      settings: [...settled.settings, ...settings],
      labels: { ...settled.labels, [parameter.name]: label },
    };
  }
  return settled;
}

/** What a parameter sets where it has this value: a number, or the index of a choice. */
export function choiceOf(
  parameter: VariedParameter,
  value: number,
): { label: string; settings: StudySetting[] } {
  if (parameter.kind === "range")
    return { label: numberLabel(value), settings: settingsOfNumber(parameter, value) };
  const choice = parameter.choices[value];
  if (!choice) throw new RangeError(`${parameter.name} has no choice ${value}`);
  return choice;
}
