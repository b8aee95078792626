import type { RunColumn } from "./column";
import { compareKeys } from "./order";
import type { RunEntry } from "./run-entry";
import type { StudyEntry } from "./study-entry";

/* Runs in groups: what their members have in common, and the mean and spread of their numbers. */

/** Groups runs that differ in nothing but their seeds. */
export const BY_SETTINGS = "settings";

/** Groups the runs of each study; other runs stay by themselves. */
export const BY_STUDY = "study";

export interface RunGroup {
  id: string;
  title: string;
  members: RunEntry[];
  /** The study whose runs they are. */
  study?: StudyEntry;
}

/** The path of the setting in which repetitions differ. */
export const SEED = "training.seed";

/**
 * The runs in groups, in the order of their first members. A run with several tags is in a group of
 * each.
 *
 * @param by the id of a column, or `BY_SETTINGS`
 * @param columns all columns; those in which the runs differ, for the titles of `BY_SETTINGS`
 */
export function groupRuns(
  runs: readonly RunEntry[],
  by: string,
  columns: readonly RunColumn[],
  differing: readonly RunColumn[] = columns,
): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  const titlesOf = by === BY_SETTINGS ? titleOfSettings(differing) : titlesBy(by, columns);
  for (const run of runs)
    for (const { id, title } of titlesOf(run)) {
      const group = groups.get(id) ?? { id, title, members: [] };
      group.members.push(run);
      groups.set(id, group);
    }
  return [...groups.values()];
}

type Titles = (run: RunEntry) => { id: string; title: string }[];

function titlesBy(by: string, columns: readonly RunColumn[]): Titles {
  if (by === "tags")
    return ({ notes: { tags = [""] } }) => tags.map((tag) => ({ id: tag, title: tag }));
  // Several studies may have one name.
  if (by === BY_STUDY) return ({ study }) => (study ? [{ id: study.dir, title: study.name }] : []);
  const column = columns.find(({ id }) => id === by);
  return (run) => {
    const title = column?.text(run) ?? "";
    return [{ id: title, title }];
  };
}

function titleOfSettings(differing: readonly RunColumn[]): Titles {
  const shown = differing.filter(({ setting, tip }) => setting && tip !== SEED);
  return (run) => {
    const { values, lists } = run.settings;
    const others = Object.entries(values).filter(([path]) => path !== SEED);
    const parts = shown.flatMap(({ title, text }) => (text(run) ? [`${title} ${text(run)}`] : []));
    return [
      {
        id: JSON.stringify([run.name, others, lists]),
        title: [run.name, ...parts].join(" · "),
      },
    ];
  };
}

/** A mean over the members of a group that have the number. */
export interface Spread {
  mean: number;
  /** The sample's standard deviation (n - 1); none of a single number. */
  stddev?: number;
  count: number;
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / (count - 1)), count };
}

/** What a group has in a column: the same in all, a mean, or so many different values. */
export function groupText(group: RunGroup, column: RunColumn): string {
  const { members, study } = group;
  if (study && column.study) return column.study.text(study);
  if (members.length === 0) return "";
  const best = bestOfStudy(group, column);
  if (best !== undefined) return `best ${column.format(best)}`;
  if (column.group) return column.group(members);
  const texts = new Set(members.map(column.text));
  const [only = ""] = texts;
  if (texts.size === 1) return only;
  const spread = column.number ? groupSpread(members, column) : undefined;
  if (!spread) return `${texts.size} values`;
  const { mean, stddev, count } = spread;
  const missing = count < members.length ? ` (${count} of ${members.length})` : "";
  const plusMinus = stddev === undefined ? "" : ` ± ${shortNumber(stddev, column)}`;
  return `${column.format(mean)}${plusMinus}${missing}`;
}

const shortNumber = (value: number, { format, unit }: RunColumn): string =>
  unit ? format(value) : String(Number(value.toPrecision(2)));

export function groupSpread(members: readonly RunEntry[], { key }: RunColumn): Spread | undefined {
  return spreadOf(members.map(key).filter((value) => typeof value === "number"));
}

/** Of a study its best figure counts: what the others came to is the way there. */
function bestOfStudy({ members, study }: RunGroup, { key, best }: RunColumn): number | undefined {
  if (!study) return undefined;
  return best?.(members.map(key).filter((value) => typeof value === "number"));
}

/** What orders a group by a column: its mean, or the first of its members' keys. */
export function groupKey(group: RunGroup, column: RunColumn): number | string | undefined {
  const { members, study } = group;
  if (study && column.study) return column.study.key(study);
  const best = bestOfStudy(group, column);
  if (best !== undefined) return best;
  if (column.number) return groupSpread(members, column)?.mean;
  const keys = members.map(column.key).filter((key) => key !== undefined);
  return keys.reduce<number | string | undefined>(
    (least, key) => (least === undefined || compareKeys(key, least) < 0 ? key : least),
    undefined,
  );
}
