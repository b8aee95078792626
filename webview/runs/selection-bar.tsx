import type { TableAction } from "../../src/shared/protocol/table-messages";
import type { RunEntry } from "../../src/shared/runs-table/run-entry";
import type { RunsTable, TableRow } from "../../src/shared/runs-table/table";
import { csvOf, markdownOf } from "../../src/shared/runs-table/table-text";
import { isLive } from "../../src/shared/run/state";
import { formatBytes, formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { Menu } from "../components/menu";
import type { RunsHost } from "./runs-host";
import { RUNS_STRINGS } from "./runs-strings";

interface SelectionBarProps {
  host: RunsHost;
  table: RunsTable;
  /** The runs that are chosen, in the order of the table. */
  selected: readonly RunEntry[];
}

const ICONS: Record<TableAction, string> = {
  open: "graph-line",
  openStudy: "graph-scatter",
  compare: "git-compare",
  compareConfigs: "diff",
  trainAgain: "new-file",
  branch: "repo-forked",
  export: "export",
  star: "star-full",
  tag: "tag",
  note: "note",
  rename: "edit",
  archive: "archive",
  reveal: "folder-opened",
  delete: "trash",
};

/** How many runs each action is for, at least and at most; one that is not named takes any. */
const COUNTS: Partial<Record<TableAction, [least: number, most: number]>> = {
  open: [1, 1],
  compare: [2, Infinity],
  compareConfigs: [2, 2],
  trainAgain: [1, 1],
  branch: [1, 1],
  export: [1, 1],
  rename: [1, 1],
  reveal: [1, 1],
};

/** What can be done with the runs that are chosen. */
export function SelectionBar({ host, table, selected }: SelectionBarProps) {
  const dirs = selected.map(({ dir }) => dir);
  const study = selected[0]?.study;
  const act = (action: TableAction) =>
    host.act(action, action === "openStudy" && study ? [study.dir] : dirs);
  const isPossible = (action: TableAction): boolean => {
    const [least, most] = COUNTS[action] ?? [1, Infinity];
    if (action === "openStudy") return study !== undefined;
    if (action === "delete" && selected.every(({ state }) => isLive(state))) return false;
    return selected.length >= least && selected.length <= most;
  };
  const actions = (Object.keys(ICONS) as TableAction[]).filter(
    (action) => action !== "openStudy" || study,
  );
  return (
    <div class="selection-bar" role="toolbar" aria-label={RUNS_STRINGS.title}>
      <span class={selected.length > 0 ? "chosen-text" : "chosen-text hint"} role="status">
        {selected.length > 0 ? chosenText(selected) : RUNS_STRINGS.noneChosen}
      </span>
      {actions.map((action) => (
        <Button
          key={action}
          icon={ICONS[action]}
          label={RUNS_STRINGS.actions[action]}
          disabled={!isPossible(action)}
          onClick={() => act(action)}
        />
      ))}
      <CopyMenu {...{ host, table }} rows={rowsOf(table, selected)} />
    </div>
  );
}

function chosenText(selected: readonly RunEntry[]): string {
  const count = RUNS_STRINGS.chosen(formatCount(selected.length));
  const bytes = selected.reduce((sum, run) => sum + (run.bytes ?? 0), 0);
  return bytes > 0 ? `${count} (${formatBytes(bytes)})` : count;
}

/** The rows to copy: those that are chosen, else all. */
function rowsOf({ rows }: RunsTable, selected: readonly RunEntry[]): readonly TableRow[] {
  if (selected.length === 0) return rows;
  const chosen = new Set(selected.map(({ dir }) => dir));
  const shown = rows.filter((row) => row.kind === "run" && chosen.has(row.run.dir));
  // The members of closed groups have no rows of their own.
  return shown.length > 0
    ? shown
    : selected.map((run) => ({ kind: "run", id: run.dir, run, isMember: false }));
}

interface CopyMenuProps {
  host: RunsHost;
  table: RunsTable;
  rows: readonly TableRow[];
}

function CopyMenu({ host, table: { columns }, rows }: CopyMenuProps) {
  return (
    <Menu icon="copy" label={RUNS_STRINGS.copy}>
      {(close) => {
        const button = (label: string, run: () => void) => (
          <Button
            label={label}
            onClick={() => {
              run();
              close();
            }}
          />
        );
        return (
          <>
            {button(RUNS_STRINGS.copyMarkdown, () => host.copy(markdownOf(rows, columns)))}
            {button(RUNS_STRINGS.copyCsv, () => host.copy(csvOf(rows, columns)))}
            {button(RUNS_STRINGS.saveCsv, () => host.saveFile("runs.csv", csvOf(rows, columns)))}
          </>
        );
      }}
    </Menu>
  );
}
