import { useMemo, useState } from "preact/hooks";
import type { RunEntry } from "../../src/shared/runs-table/run-entry";
import { tableColumns, tableOf, type RunsTable } from "../../src/shared/runs-table/table";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { columnWidths } from "./column-widths";
import type { RunsHost } from "./runs-host";
import type { RunsModel } from "./runs-model";
import { RunsGrid } from "./runs-grid";
import { RUNS_STRINGS } from "./runs-strings";
import { RunsTools } from "./runs-tools";
import { SelectionBar } from "./selection-bar";

interface RunsPageProps {
  host: RunsHost;
  model: RunsModel;
}

/** All runs as a table, with what filters and groups it and what can be done with them. */
export function RunsPage({ host, model }: RunsPageProps) {
  if (!model.settings) return <p class="empty">{RUNS_STRINGS.reading}</p>;
  return <RunsBody host={host} model={model} start={model.settings} />;
}

function RunsBody({ host, model, start }: RunsPageProps & { start: TableSettings }) {
  const [settings, setSettings] = useState(start);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const change = (changes: Partial<TableSettings>) => {
    const next = { ...settings, ...changes };
    setSettings(next);
    host.keep(next);
  };
  const { runs, studies, unreadable, complete } = model;
  const columns = useMemo(() => tableColumns(runs, settings.atStep), [runs, settings.atStep]);
  const table = useMemo(
    () => tableOf(runs, columns, settings, studies),
    [columns, settings, studies],
  );
  const widths = useMemo(() => columnWidths(table, settings), [table]);
  const selected = table.runs.filter(({ dir }) => chosen.has(dir));
  return (
    <main class="runs">
      <RunsTools {...{ table, settings, differing: columns.differing }} onChange={change} />
      <SelectionBar {...{ host, table, selected }} />
      <RunsGrid
        {...{ table, widths, settings, chosen }}
        onChoose={setChosen}
        onChange={change}
        onOpen={(run) => host.act("open", [run.dir])}
        onOpenStudy={({ dir }) => host.act("openStudy", [dir])}
      />
      <Unreadable runs={unreadable} />
      <Emptiness table={table} runs={runs} complete={complete} />
    </main>
  );
}

/** So many runs that cannot be read are named. */
const MAX_NAMED = 3;

/** Which runs are not in the table, since they cannot be read, and why. */
function Unreadable({ runs }: { runs: RunsModel["unreadable"] }) {
  if (runs.length === 0) return null;
  const named = runs.slice(0, MAX_NAMED);
  return (
    <details class="unreadable">
      <summary>{RUNS_STRINGS.unreadable(runs.length)}</summary>
      <ul>
        {named.map(({ dir, reason }) => (
          <li key={dir} title={dir}>
            {RUNS_STRINGS.whyUnreadable(dir.split(/[\\/]/).at(-1) ?? dir, reason)}
          </li>
        ))}
        {runs.length > MAX_NAMED && <li>{RUNS_STRINGS.more(runs.length - MAX_NAMED)}</li>}
      </ul>
    </details>
  );
}

interface EmptinessProps {
  table: RunsTable;
  runs: readonly RunEntry[];
  complete: boolean;
}

/** Why there are no rows, where there are none. */
function Emptiness({ table, runs, complete }: EmptinessProps) {
  if (table.rows.length > 0) return null;
  const text = complete ? RUNS_STRINGS.none : RUNS_STRINGS.reading;
  return <p class="hint">{runs.length > 0 ? RUNS_STRINGS.noneFit : text}</p>;
}
