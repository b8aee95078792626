import { isDeepStrictEqual } from "node:util";
import { toGanError } from "../shared/errors";
import { isWithin, settingAt } from "../shared/protocol/changes";
import { canBeChanged, FIXED, isChangeable, whyFixed } from "./changeable-paths";
import { errorAt, type Finding, warningAt } from "./finding";
import type { Path } from "./json-document";
import type { Experiment } from "./schema";
import { type Setting, withSettings } from "./settings";

/* The changes that a config plans for later steps of its run, `training.changes`. */

/** A change of settings once so many steps are done. A value of null removes the setting. */
export type PlannedChange = NonNullable<Experiment["training"]["changes"]>[number];

/** What a planned change sets, in its order. */
export const settingsOf = ({ set }: PlannedChange): Setting[] =>
  Object.entries(set).map(([path, value]) => ({ path, value }));

/** The change that is planned for this very step. */
export const changeAt = ({ training }: Experiment, step: number): PlannedChange | undefined =>
  training.changes?.find(({ at }) => at === step);

/** Steps until the next planned change after this one; Infinity where there is none. */
export function stepsToNextChange({ training }: Experiment, step: number): number {
  const next = training.changes?.find(({ at }) => at > step);
  return next === undefined ? Infinity : next.at - step;
}

/** What is said of an experiment's text; the experiment where nothing of that is an error. */
interface Checked {
  experiment?: Experiment;
  problems: { severity: "error" | "warning"; message: string; hint: string; path: Path }[];
}

/**
 * Mistakes in planned changes. Each is made of the experiment as it is by then, and checked as a
 * change of a live run is: what was wrong before is not said again.
 *
 * @param check how an experiment without planned changes is checked
 */
export function checkChanges(experiment: Experiment, check: (text: string) => Checked): Finding[] {
  const { changes = [], steps } = experiment.training;
  const findings: Finding[] = [];
  let now = experiment;
  let known = new Set<string>();
  if (changes.length > 0)
    known = new Set(check(textOf(now)).problems.map(({ message }) => message));
  for (const [i, change] of changes.entries()) {
    const place: Path = ["training", "changes", i];
    const misplaced = [
      ...orderOf(change.at, changes[i - 1]?.at, [...place, "at"]),
      ...fixedIn(change, [...place, "set"]),
    ];
    if (misplaced.length > 0) return [...findings, ...misplaced];
    const { next, mistakes } = made(now, change, check, known);
    if (!next || mistakes.length > 0) {
      const at = (path: string): Path => [...place, "set", path];
      return [...findings, ...mistakes.map(({ path, ...said }) => errorOf(at(path), said))];
    }
    now = next;
    if (change.at >= steps && findings.length === 0)
      findings.push(
        warningAt(
          [...place, "at"],
          `the run ends at step ${steps}, and this change never comes`,
          "train longer, or remove it",
        ),
      );
  }
  return findings;
}

const errorOf = (path: Path, { message, hint }: { message: string; hint: string }): Finding =>
  errorAt(path, message, hint);

function orderOf(at: number, before: number | undefined, path: Path): Finding[] {
  if (before === undefined || at > before) return [];
  return [
    errorAt(
      path,
      `step ${at} does not come after step ${before}, that of the change before`,
      "give the changes in the order of their steps, one for each",
    ),
  ];
}

function fixedIn({ set }: PlannedChange, place: Path): Finding[] {
  const paths = Object.keys(set);
  if (paths.length === 0)
    return [{ ...errorAt(place, "this changes nothing", "name a setting"), atKey: true }];
  return paths
    .filter((path) => !(path === "optimizer" || canBeChanged(path)))
    .map((path) => ({
      ...errorAt(
        [...place, path],
        `${path} cannot be changed while a run trains`,
        whyFixed(path).why ?? "optimizers, the loss, k and k_G can",
      ),
      atKey: true,
      removable: paths.length > 1,
    }));
}

/** A mistake in a change, and the one of its settings that it is in. */
interface Mistake {
  path: string;
  message: string;
  hint: string;
}

/** The experiment with a change, and what is wrong with it that was not before. */
function made(
  now: Experiment,
  change: PlannedChange,
  check: (text: string) => Checked,
  known: ReadonlySet<string>,
): { next?: Experiment; mistakes: Mistake[] } {
  const settings = settingsOf(change);
  const [first] = settings;
  const owner = (path: string) =>
    settings.findLast((one) => isWithin(path, one.path) || isWithin(one.path, path))?.path ??
    first?.path ??
    "";
  const { text, mistakes: misplaced } = changedText(now, settings);
  if (text === undefined) return { mistakes: misplaced };
  const { experiment: next, problems } = check(text);
  const mistakes = problems
    .filter(({ severity, message }) => severity === "error" && !known.has(message))
    .map(({ path, message, hint }) => ({ path: owner(path.join(".")), message, hint }));
  if (!next) return { mistakes };
  const fixed = Object.keys(FIXED).filter(
    (path) => isChangeable(path) && !isDeepStrictEqual(settingAt(now, path), settingAt(next, path)),
  );
  return {
    next,
    mistakes: [
      ...mistakes,
      ...fixed.map((path) => ({
        path: owner(path),
        message: `this changes ${path}, which is fixed once a run has begun`,
        hint: whyFixed(path).why ?? "",
      })),
    ],
  };
}

/** The text of an experiment with settings changed; none where it has no such place. */
function changedText(
  now: Experiment,
  settings: readonly Setting[],
): { text?: string; mistakes: Mistake[] } {
  let text = textOf(now);
  for (const { path, value } of settings)
    try {
      text = withSettings(text, [{ path, value: value ?? undefined }]);
    } catch (thrown) {
      const { message, hint } = toGanError(thrown);
      return { mistakes: [{ path, message, hint }] };
    }
  return { text, mistakes: [] };
}

/** An experiment as text, without what is planned for later. */
const textOf = (experiment: Experiment): string =>
  JSON.stringify({ ...experiment, training: { ...experiment.training, changes: undefined } });
