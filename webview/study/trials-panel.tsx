import { useMemo } from "preact/hooks";
import {
  columnWidths,
  filterTrials,
  type SortOrder,
  sortTrials,
  STATE_NAMES,
  TRIAL_STATES,
  type TrialColumn,
  trialColumns,
  type TrialFilter,
} from "../../src/shared/study/trial-table";
import type { StudyView, TrialState, TrialView } from "../../src/shared/study/study-view";
import { formatCount } from "../../src/shared/text/format";
import { CheckField } from "../components/check-field";
import { Help } from "../components/help";
import { toggled } from "../components/legend";
import { Menu } from "../components/menu";
import { useKeptState } from "../components/page-context";
import { useStudyHost } from "./study-context";
import { STUDY_STRINGS } from "./study-strings";
import { TrialsGrid } from "./trials-grid";

/** How a person wants the table. */
interface TableSettings extends TrialFilter {
  order: SortOrder;
  /** The ids of columns that are not shown. */
  hiddenColumns: string[];
}

interface TrialsPanelProps {
  view: StudyView;
  /** The trials that lie in all stretches that are brushed. */
  brushed: ReadonlySet<number>;
}

/** The table of all trials, with what filters it. */
export function TrialsPanel({ view, brushed }: TrialsPanelProps) {
  const host = useStudyHost();
  const [settings, setSettings] = useKeptState("table", restoreTable);
  const change = (changes: Partial<TableSettings>) => setSettings({ ...settings, ...changes });
  const columns = useMemo(() => trialColumns(view), [view]);
  const widths = useMemo(() => columnWidths(view.trials, columns), [view]);
  const trials = useMemo(() => {
    const kept = view.trials.filter(({ number }) => brushed.has(number));
    return sortTrials(filterTrials(kept, columns, settings), columns, orderOf(settings, view));
  }, [view, brushed, settings]);
  const isShown = shownBy(settings);
  const open = ({ runs }: TrialView) => {
    const run = runs.find(({ state }) => state !== "waiting") ?? runs[0];
    if (run) host.openRun(run.id);
  };
  return (
    <section class="trials" aria-label={STUDY_STRINGS.table}>
      <TrialsTools {...{ view, columns, settings }} shown={trials.length} onChange={change} />
      <TrialsGrid
        trials={trials}
        columns={columns.filter(isShown)}
        widths={widths.filter((_, i) => columns[i] && isShown(columns[i]))}
        best={new Set(view.best)}
        order={orderOf(settings, view)}
        onOrder={(order) => change({ order })}
        onOpen={open}
      />
      {trials.length === 0 && (
        <p class="hint">
          {view.trials.length === 0 ? STUDY_STRINGS.noTrials : STUDY_STRINGS.noneFit}
        </p>
      )}
    </section>
  );
}

const shownBy =
  ({ hiddenColumns }: TableSettings) =>
  ({ id }: TrialColumn): boolean =>
    !hiddenColumns.includes(id);

interface TrialsToolsProps {
  view: StudyView;
  columns: readonly TrialColumn[];
  settings: TableSettings;
  /** How many trials the filter lets through. */
  shown: number;
  onChange(changes: Partial<TableSettings>): void;
}

/** What filters the table and hides columns of it. */
function TrialsTools({ view, columns, settings, shown, onChange }: TrialsToolsProps) {
  const isShown = shownBy(settings);
  return (
    <div class="trials-tools">
      <h2>{STUDY_STRINGS.table}</h2>
      <Help what={STUDY_STRINGS.table} text={STUDY_STRINGS.tableHelp} />
      <input
        type="text"
        class="trials-filter"
        aria-label={STUDY_STRINGS.filter}
        title={STUDY_STRINGS.filterTip}
        placeholder={STUDY_STRINGS.filterExample}
        value={settings.text}
        onInput={({ currentTarget }) => onChange({ text: currentTarget.value })}
      />
      <StateToggles
        trials={view.trials}
        hidden={settings.hiddenStates}
        onHide={(hiddenStates) => onChange({ hiddenStates })}
      />
      <span class="hint" role="status">
        {STUDY_STRINGS.shownTrials(formatCount(shown), formatCount(view.trials.length))}
      </span>
      <Menu
        icon="list-selection"
        label={STUDY_STRINGS.columns}
        active={settings.hiddenColumns.length > 0}
      >
        {() =>
          columns
            .slice(1)
            .map((column) => (
              <CheckField
                key={column.id}
                type="checkbox"
                label={column.title}
                checked={isShown(column)}
                onCheck={() =>
                  onChange({ hiddenColumns: toggled(settings.hiddenColumns, column.id) })
                }
              />
            ))
        }
      </Menu>
    </div>
  );
}

/** Until a person chooses another order, the best trials are first. */
function orderOf({ order }: TableSettings, { objectives }: StudyView): SortOrder {
  const [first] = objectives;
  if (order.by !== "") return order;
  return first
    ? { by: "objective 0", descending: first.direction === "greatest" }
    : { by: "number", descending: false };
}

interface StateTogglesProps {
  trials: readonly TrialView[];
  hidden: readonly TrialState[];
  onHide(hidden: TrialState[]): void;
}

/** Which states are shown, each with how many trials are in it. */
function StateToggles({ trials, hidden, onHide }: StateTogglesProps) {
  const counts = new Map<TrialState, number>();
  for (const { state } of trials) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <span class="state-toggles">
      {TRIAL_STATES.filter((state) => counts.has(state)).map((state) => (
        <button
          key={state}
          type="button"
          class="legend-entry"
          data-state={state}
          aria-pressed={!hidden.includes(state)}
          onClick={() => onHide(toggled(hidden, state))}
        >
          {STUDY_STRINGS.showState(STATE_NAMES[state], formatCount(counts.get(state) ?? 0))}
        </button>
      ))}
    </span>
  );
}

const START: TableSettings = {
  text: "",
  hiddenStates: [],
  hiddenColumns: [],
  order: { by: "", descending: false },
};

/** What was kept, perhaps by another version of the extension. */
function restoreTable(kept: unknown): TableSettings {
  const { text, hiddenStates, hiddenColumns, order } = recordOf(kept);
  const { by, descending } = recordOf(order);
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  return {
    text: typeof text === "string" ? text : START.text,
    hiddenStates: TRIAL_STATES.filter((state) => list(hiddenStates).includes(state)),
    hiddenColumns: list(hiddenColumns).filter((id) => typeof id === "string"),
    order: typeof by === "string" ? { by, descending: descending === true } : START.order,
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
