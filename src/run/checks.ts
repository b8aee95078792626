import type { OldChangeEvent } from "../shared/protocol/old-changes";
import type { MetricRow } from "../shared/run/metrics";
import type { Evaluation, RunEvent, RunRecord } from "../shared/run/run";
import { RUN_STATES } from "../shared/run/state";

/*
 * Whether what a file of a run holds is what it is to hold. By hand: the extension reads runs
 * before it has need of a schema library.
 */

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isStep = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

export const isRow = (value: unknown): value is MetricRow =>
  isObject(value) && isStep(value["step"]) && typeof value["time"] === "number";

const isText = (value: unknown): value is string => typeof value === "string";
const isSeconds = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isTime = (value: unknown): value is string =>
  isText(value) && !Number.isNaN(Date.parse(value));

/** Fields by their names, each with what it has to be. */
type Fields = Record<string, (value: unknown) => boolean>;
const hasFields = (value: Record<string, unknown>, fields: Fields): boolean =>
  Object.entries(fields).every(([name, fits]) => fits(value[name]));
const optional = (fits: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || fits(value);

const isParent = (parent: unknown): boolean =>
  isObject(parent) && hasFields(parent, { id: isText, name: isText, path: isText, step: isStep });

const isOrigin = (origin: unknown): boolean =>
  isObject(origin) && hasFields(origin, { name: isText, path: isText, step: optional(isStep) });

const isNames = (names: unknown): boolean => Array.isArray(names) && names.every(isText);

const isWeightsTable = (networks: unknown): boolean =>
  isObject(networks) &&
  Object.values(networks).every(
    (table) =>
      isObject(table) &&
      hasFields(table, {
        taken: isNames,
        missing: isNames,
        unused: isNames,
        otherShape: Array.isArray,
      }),
  );

const isSettings = (set: unknown): boolean =>
  Array.isArray(set) && set.every((setting) => isObject(setting) && isText(setting["path"]));

const isSampleGroup = (group: unknown): boolean =>
  isObject(group) && Array.isArray(group["tiles"]) && group["tiles"].every(Number.isInteger);

const isEvidence = (evidence: unknown): boolean =>
  isObject(evidence) &&
  hasFields(evidence, {
    where: optional((places) => Array.isArray(places) && places.every(isText)),
    groups: optional((groups) => Array.isArray(groups) && groups.every(isSampleGroup)),
  });

const isVerdict = (verdict: unknown): boolean =>
  isObject(verdict) &&
  hasFields(verdict, {
    kind: isText,
    since: isStep,
    certainty: isText,
    follows: optional(isText),
    evidence: (evidence) => Array.isArray(evidence) && evidence.every(isEvidence),
    remedy: optional(
      (remedy) => isObject(remedy) && isText(remedy["name"]) && isSettings(remedy["set"]),
    ),
  });

const RECORD_FIELDS: Fields = {
  format: (format) => format === 1,
  id: isText,
  name: isText,
  state: (state) => RUN_STATES.some((known) => known === state),
  step: isStep,
  steps: isStep,
  trainingSeconds: isSeconds,
  engine: (engine) => isObject(engine) && hasFields(engine, { name: isText, version: isText }),
  seed: Number.isFinite,
  pid: isStep,
  createdAt: isTime,
  updatedAt: isTime,
  configFile: optional(isText),
  versions: (versions) => isObject(versions) && Object.values(versions).every(isText),
  parent: optional(isParent),
  weightsFrom: optional(isOrigin),
  pending: optional(
    (pending) =>
      isObject(pending) &&
      hasFields(pending, {
        set: isSettings,
        slots: (slots) => slots === "keep" || slots === "reset",
      }),
  ),
  error: optional(
    (error) => isObject(error) && hasFields(error, { code: isText, message: isText, hint: isText }),
  ),
};

export const isRecord = (value: unknown): value is RunRecord =>
  isObject(value) && hasFields(value, RECORD_FIELDS);

/** A line of `events.jsonl`, of this version or an earlier one. */
export type StoredEvent = RunEvent | OldChangeEvent;

/** What readers of an event of a type rely on. */
const EVENT_FIELDS: { [T in StoredEvent["type"]]?: Fields } = {
  started: { engine: isText },
  changed: {
    set: isSettings,
  },
  optimizerChanged: {
    network: isText,
    from: isObject,
    to: isObject,
    slots: isText,
    carriedOver: isNames,
  },
  learningRateChanged: { network: isText },
  objectiveChanged: { from: isObject, to: isObject },
  stepped: { only: isText },
  weightsTaken: { from: isOrigin, networks: isWeightsTable },
  branched: { parent: isParent },
  rewound: { from: isStep, kept: isText },
  restored: { kept: isText },
  checkpoint: { file: isText },
  evaluated: { results: isObject, features: optional(isText) },
  warning: { message: isText },
  diagnosed: { verdict: isVerdict },
  recovered: { kind: isText },
  verdictIgnored: { kind: isText },
  failed: { message: isText, hint: isText },
};

export const isEvent = (value: unknown): value is StoredEvent =>
  isObject(value) &&
  hasFields(value, { step: isStep, time: isTime, type: isText }) &&
  hasFields(value, EVENT_FIELDS[value["type"] as StoredEvent["type"]] ?? {});

export const isEvaluation = (value: unknown): value is Evaluation =>
  isObject(value) &&
  hasFields(value, { step: isStep, time: isTime, results: isObject }) &&
  Object.values(value["results"] as object).every(isObject);
