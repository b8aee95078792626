import { RUN_STATES, type RunState } from "../run/state";
import { formatBytes, formatCount, formatDuration, formatNumber } from "../text/format";
import { describeValue } from "../text/setting";
import type { RunColumn } from "./column";
import { figureColumns } from "./figure-columns";
import type { RunEntry } from "./run-entry";
import { settingPaths } from "./settings-of";
import { progressText } from "./study-entry";

/* All columns of the table of runs. */

type Given = Pick<RunColumn, "id" | "title" | "text" | "key"> & Partial<RunColumn>;
const column = (given: Given): RunColumn => ({
  number: false,
  format: (value) => formatNumber(value),
  ...given,
});

export const NAME = column({
  id: "name",
  title: "Name",
  always: true,
  text: ({ name }) => name,
  key: ({ name }) => name,
});

const STAR = column({
  id: "star",
  title: "Star",
  always: true,
  text: ({ notes }) => (notes.star ? "★" : ""),
  // Starred runs are first in an ascending order.
  key: ({ notes }) => (notes.star ? 0 : undefined),
  group: (members) => (members.some(({ notes }) => notes.star) ? "★" : ""),
});

const STATE = column({
  id: "state",
  title: "State",
  always: true,
  text: ({ state }) => state,
  key: ({ state }) => stateKey(state),
  study: { text: ({ state }) => state, key: ({ state }) => stateKey(state) },
});

function stateKey(state: RunState): string {
  return `${RUN_STATES.indexOf(state)} ${state}`;
}

const STEP = column({
  id: "step",
  title: "Step",
  number: true,
  always: true,
  text: ({ step, steps, state }) =>
    state === "finished" ? formatCount(step) : `${formatCount(step)}/${formatCount(steps)}`,
  key: ({ step }) => step,
  study: { text: progressText, key: ({ ended }) => ended },
  format: formatCount,
});

const LAST: readonly RunColumn[] = [
  column({
    id: "tags",
    title: "Tags",
    text: ({ notes }) => (notes.tags ?? []).join(", "),
    key: ({ notes }) => notes.tags?.join(", "),
  }),
  column({ id: "note", title: "Note", text: noteOf, key: (run) => noteOf(run) || undefined }),
  column({
    id: "duration",
    title: "Time",
    tip: "How long it has trained, pauses left out",
    number: true,
    unit: "seconds",
    text: ({ seconds }) => (seconds > 0 ? formatDuration(seconds) : ""),
    key: ({ seconds }) => seconds,
    format: formatDuration,
  }),
  column({
    id: "started",
    title: "Started",
    always: true,
    text: ({ createdAt }) => localTime(createdAt),
    key: ({ createdAt }) => createdAt,
  }),
  column({
    id: "engine",
    title: "Engine",
    text: engineOf,
    key: (run) => engineOf(run) || undefined,
  }),
  column({
    id: "config",
    title: "Config",
    tip: "The file that it was started from",
    text: configOf,
    key: (run) => configOf(run) || undefined,
  }),
  column({
    id: "origin",
    title: "Origin",
    tip: "The run and the step that a branch comes from, or whose weights it began with",
    text: ({ origin = "" }) => origin,
    key: ({ origin }) => origin,
  }),
  column({ id: "study", title: "Study", text: studyOf, key: (run) => studyOf(run) || undefined }),
  column({
    id: "size",
    title: "Size",
    tip: "On the disk",
    number: true,
    unit: "bytes",
    always: true,
    text: ({ bytes }) => (bytes === undefined ? "" : formatBytes(bytes)),
    key: ({ bytes }) => bytes,
    format: formatBytes,
  }),
];

/** `2026-11-28 14:03`, which sorts as it reads. */
function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function noteOf({ notes }: RunEntry): string {
  return notes.note ?? "";
}
function engineOf({ engine }: RunEntry): string {
  return engine;
}
function configOf({ configFile = "" }: RunEntry): string {
  return configFile.split(/[\\/]/).at(-1) ?? "";
}
function studyOf({ study }: RunEntry): string {
  return study?.name ?? "";
}

/** All that can be shown of some runs. @param atStep figures are offered at this step as well */
export function runColumns(runs: readonly RunEntry[], atStep?: number): RunColumn[] {
  return [
    STAR,
    NAME,
    STATE,
    STEP,
    ...figureColumns(runs, atStep),
    ...settingColumns(runs),
    ...LAST,
  ];
}

function settingColumns(runs: readonly RunEntry[]): RunColumn[] {
  return settingPaths(runs.map(({ settings }) => settings)).map(({ path, isList }) => {
    const valueOf = ({ settings }: RunEntry) =>
      isList ? settings.lists[path]?.text : settings.values[path];
    return column({
      id: `set ${path}`,
      title: shortPath(path),
      tip: path,
      number: runs.every((run) => ["number", "undefined"].includes(typeof valueOf(run))),
      setting: true,
      text: (run) => settingText(valueOf(run)),
      key: (run) => {
        const value = valueOf(run);
        return typeof value === "boolean" ? settingText(value) : value;
      },
    });
  });
}

function settingText(value: number | string | boolean | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return describeValue(value);
}

/** A path as a head has room for it: `optimizer.generator.learningRate` is `G learningRate`. */
export const shortPath = (path: string): string =>
  path
    .replace(/^(optimizer|training|objective)\./, "")
    .replace(/^generator\./, "G ")
    .replace(/^discriminator\./, "D ");

/** The columns in which not all runs have the same, and those that are always shown. */
export function differingColumns(
  columns: readonly RunColumn[],
  runs: readonly RunEntry[],
): RunColumn[] {
  return columns.filter(({ always, key }) => {
    if (always) return true;
    const [first] = runs;
    if (!first) return false;
    const firstKey = key(first);
    return runs.some((run) => key(run) !== firstKey);
  });
}
