import type { MetricRow } from "../shared/metrics";
import type { Evaluation, RunEvent } from "../shared/run";

/*
 * Whether what a file of a run holds is what it is to hold. By hand: the extension reads runs before it has need of a
 * schema library.
 */

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isStep = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

export const isRow = (value: unknown): value is MetricRow =>
  isObject(value) && isStep(value["step"]) && typeof value["time"] === "number";

export const isEvent = (value: unknown): value is RunEvent =>
  isObject(value) &&
  isStep(value["step"]) &&
  typeof value["type"] === "string" &&
  typeof value["time"] === "string";

export const isEvaluation = (value: unknown): value is Evaluation =>
  isObject(value) &&
  isStep(value["step"]) &&
  typeof value["time"] === "string" &&
  isObject(value["results"]) &&
  Object.values(value["results"]).every(isObject);
