import { isDeepStrictEqual } from "node:util";
import { resolve } from "node:path";
import { valueOf } from "../study-file/first";
import { readPlan } from "./folder";
import type { PastTrial } from "../outcome/history";
import { parametersOf } from "../space/parameters";
import { objectivesOf, type Plan, type SearchPlan, spaceOf } from "./plan";
import { isActive, type Point, type Space } from "../space/space";
import { readHistory } from "../outcome/view";

/* Trials of earlier studies that a search begins with. */

/** A search with the trials that it takes over, and what is to be said of those that it does not. */
export interface WarmStarted {
  plan: SearchPlan;
  said: string[];
}

/**
 * Reads the earlier studies that a search names.
 *
 * @param folder at which their relative paths start
 * @throws GanError `bad-usage` where one of them is no study
 */
export async function warmStarted(plan: SearchPlan, folder: string): Promise<WarmStarted> {
  const trials: PastTrial[] = [];
  const said: string[] = [];
  for (const path of plan.search.warmStart) {
    const dir = resolve(folder, path);
    const taken = takenOver(plan, { plan: readPlan(dir), history: await readHistory(dir) });
    trials.push(...taken.trials);
    said.push(...taken.said.map((text) => `${path}: ${text}`));
  }
  const earlier = trials.map((trial, i) => ({ ...trial, number: i - trials.length }));
  return { plan: { ...plan, earlier }, said };
}

/** The trials of an earlier study that are points of this one's space, with the same objective. */
export function takenOver(
  plan: SearchPlan,
  earlier: { plan: Plan; history: readonly PastTrial[] },
): { trials: PastTrial[]; said: string[] } {
  const none = (reason: string) => ({ trials: [], said: [`nothing is taken over: ${reason}`] });
  const judged = (one: Plan) =>
    objectivesOf(one).map(({ measure, direction, take, over }) => [measure, direction, take, over]);
  if (!isDeepStrictEqual(judged(plan), judged(earlier.plan)))
    return none("its objective is another one");
  const space = spaceOf(plan);
  const theirs = spaceOf(earlier.plan);
  const others = theirs.filter(({ name }) => !space.some((parameter) => parameter.name === name));
  if (others.length > 0)
    return none(`it varies ${others.map(({ name }) => name).join(", ")}, which this one does not`);

  const over = earlier.history.filter(({ state }) => state === "complete" || state === "pruned");
  const trials = over.flatMap((trial): PastTrial[] => {
    const point = pointIn(plan, space, { space: theirs, point: trial.point });
    return point ? [{ ...trial, point }] : [];
  });
  const left = over.length - trials.length;
  return {
    trials,
    said: [
      `${trials.length} trials are taken over`,
      ...(left > 0 ? [`${left} are no points of this study's space`] : []),
      ...differences(plan, earlier.plan),
    ],
  };
}

function differences(plan: SearchPlan, earlier: Plan): string[] {
  const isSame =
    isDeepStrictEqual(plan.set, earlier.set) &&
    (earlier.format === 1 || earlier.text === plan.text);
  return isSame ? [] : ["its experiment is not quite the same: its figures may be of another size"];
}

/** An earlier point as one of this space; undefined where it is none. */
function pointIn(
  plan: SearchPlan,
  space: Space,
  earlier: { space: Space; point: Point },
): Point | undefined {
  const point: Record<string, number> = {};
  for (const [i, parameter] of parametersOf(plan).entries()) {
    const own = space[i];
    if (!own || !isActive(own, point, space)) continue;
    const value = valueOf(parameter, meantBy(parameter.name, earlier));
    if (value === undefined) return undefined;
    point[parameter.name] = value;
  }
  return point;
}

/** A value of an earlier point as a person writes it: a number, or the label of a choice. */
function meantBy(name: string, { space, point }: { space: Space; point: Point }) {
  const value = point[name];
  const domain = space.find((parameter) => parameter.name === name)?.domain;
  if (value === undefined || domain?.kind !== "choice") return value;
  const label = domain.labels[value];
  // In a grid numbers are labels, too.
  return label !== undefined && label !== "" && Number.isFinite(Number(label))
    ? Number(label)
    : label;
}
