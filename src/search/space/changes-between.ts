import { isDeepStrictEqual } from "node:util";
import type { Experiment } from "../../experiment/schema";
import type { Setting } from "../../experiment/settings";
import { isWithin, settingAt } from "../../shared/protocol/changes";

/**
 * What has to be set of one experiment to make it another, at or below these paths, in as small
 * parts as can be set alone. A value of null removes the setting.
 */
export function changesBetween(
  before: Experiment,
  after: Experiment,
  paths: readonly string[],
): Setting[] {
  const outermost = [...new Set(paths)].filter(
    (path) => !paths.some((other) => other !== path && isWithin(path, other)),
  );
  return outermost.flatMap((path) =>
    differences(path, settingAt(before, path), settingAt(after, path)),
  );
}

function differences(path: string, before: unknown, after: unknown): Setting[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after) || before["type"] !== after["type"])
    return [{ path, value: after ?? null }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(`${path}.${key}`, before[key], after[key]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
