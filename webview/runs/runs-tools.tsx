import type { RunColumn } from "../../src/shared/runs-table/column";
import { BY_SETTINGS, BY_STUDY } from "../../src/shared/runs-table/groups";
import type { RunsTable } from "../../src/shared/runs-table/table";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { formatCount } from "../../src/shared/text/format";
import { CheckField } from "../components/check-field";
import { Help } from "../components/help";
import { ColumnsMenu } from "./columns-menu";
import { RUNS_STRINGS } from "./runs-strings";

export interface ToolsProps {
  table: RunsTable;
  settings: TableSettings;
  differing: ReadonlySet<string>;
  onChange(changes: Partial<TableSettings>): void;
}

/** What filters and groups the table, and chooses its columns. */
export function RunsTools({ table, settings, differing, onChange }: ToolsProps) {
  const { runs, total, archived, problems } = table;
  return (
    <header class="runs-tools">
      <h1>{RUNS_STRINGS.title}</h1>
      <Help what={RUNS_STRINGS.title} text={RUNS_STRINGS.help} />
      <input
        type="text"
        class="runs-filter"
        aria-label={RUNS_STRINGS.filter}
        aria-invalid={problems.length > 0}
        aria-describedby="filter-problems"
        title={RUNS_STRINGS.filterTip}
        placeholder={RUNS_STRINGS.filterExample}
        value={settings.filter}
        onInput={({ currentTarget }) => onChange({ filter: currentTarget.value })}
      />
      <span class="hint" role="status">
        {RUNS_STRINGS.shownRuns(formatCount(runs.length), formatCount(total))}
      </span>
      <GroupField {...{ table, settings, differing, onChange }} />
      <CheckField
        type="checkbox"
        label={RUNS_STRINGS.onlyDiffering}
        checked={settings.onlyDiffering}
        onCheck={(onlyDiffering) => onChange({ onlyDiffering })}
      />
      {archived > 0 && (
        <CheckField
          type="checkbox"
          label={RUNS_STRINGS.archived(archived)}
          checked={settings.archived}
          onCheck={(shown) => onChange({ archived: shown })}
        />
      )}
      <StepField settings={settings} onChange={onChange} />
      <ColumnsMenu {...{ table, settings, differing, onChange }} />
      <p id="filter-problems" class="filter-problems" role="status">
        {problems.map(({ message }) => message).join("; ")}
      </p>
    </header>
  );
}

function GroupField({ table, settings, differing, onChange }: ToolsProps) {
  const usual = [BY_STUDY, "config", "tags", "state", "engine"];
  const isOffered = ({ id, setting }: RunColumn) =>
    usual.includes(id) || id === settings.groupBy || (setting === true && differing.has(id));
  return (
    <label class="tool-field">
      <span>{RUNS_STRINGS.groupBy}</span>
      <select
        value={settings.groupBy ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onChange({ groupBy: value === "" ? undefined : value, open: [] })
        }
      >
        <option value="">{RUNS_STRINGS.noGroups}</option>
        <option value={BY_SETTINGS}>{RUNS_STRINGS.bySettings}</option>
        {table.all.filter(isOffered).map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function StepField({ settings, onChange }: Pick<ToolsProps, "settings" | "onChange">) {
  return (
    <label class="tool-field">
      <span>{RUNS_STRINGS.atStep}</span>
      <input
        type="text"
        class="step-field"
        inputMode="numeric"
        value={settings.atStep ?? ""}
        onChange={({ currentTarget }) => {
          const step = Number(currentTarget.value.replaceAll(",", "").trim() || NaN);
          const isStep = Number.isSafeInteger(step) && step >= 0;
          onChange({ atStep: isStep ? step : undefined });
        }}
      />
    </label>
  );
}
