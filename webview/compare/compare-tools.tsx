import type { ComparedRunView } from "../../src/shared/compare/compared-runs";
import { curvesCsv } from "../../src/shared/compare/curves";
import { Button } from "../components/button";
import { CheckField } from "../components/check-field";
import { Help } from "../components/help";
import type { CompareHost } from "./compare-host";
import { axisOf, type CompareSettings } from "./compare-settings";
import { COMPARE_STRINGS } from "./compare-strings";

interface CompareToolsProps {
  host: CompareHost;
  runs: readonly ComparedRunView[];
  settings: CompareSettings;
  onChange(changes: Partial<CompareSettings>): void;
}

/** What the curves are drawn over, how smooth, and whether repetitions are one. */
export function CompareTools({ host, runs, settings, onChange }: CompareToolsProps) {
  return (
    <header class="compare-tools">
      <h1>{COMPARE_STRINGS.title(runs.length)}</h1>
      <label class="tool-field">
        <span>{COMPARE_STRINGS.axis}</span>
        <select
          value={settings.axis}
          onChange={({ currentTarget: { value } }) => onChange({ axis: axisOf(value) })}
        >
          <option value="step">{COMPARE_STRINGS.byStep}</option>
          <option value="time">{COMPARE_STRINGS.byTime}</option>
          <option value="wall">{COMPARE_STRINGS.byWall}</option>
        </select>
      </label>
      <label class="tool-field">
        <span>{COMPARE_STRINGS.smoothing}</span>
        <input
          type="range"
          min={0}
          max={0.98}
          step={0.02}
          value={settings.smoothing}
          onInput={({ currentTarget }) => onChange({ smoothing: Number(currentTarget.value) })}
        />
      </label>
      <CheckField
        type="checkbox"
        label={COMPARE_STRINGS.repetitions}
        checked={settings.repetitions}
        onCheck={(repetitions) => onChange({ repetitions })}
      />
      <Help what={COMPARE_STRINGS.repetitions} text={COMPARE_STRINGS.repetitionsHelp} />
      <Button
        icon="save"
        label={COMPARE_STRINGS.csv}
        onClick={() => host.saveFile("curves.csv", curvesCsv(runs), "utf8")}
      />
      {host.isWindow && (
        <Button
          icon="file-code"
          label={COMPARE_STRINGS.report}
          title={COMPARE_STRINGS.reportHelp}
          onClick={() => host.saveReport()}
        />
      )}
    </header>
  );
}
