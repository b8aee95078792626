import { Button } from "../components/button";
import { STRINGS } from "../components/strings";
import type { ViewSettings } from "./view-settings";

/** Positions of the smoothing slider: fine near 1, where a little more smooths much more. */
const POSITIONS = 100;
const HIGHEST = 0.999;
const toWeight = (position: number) => {
  if (position === POSITIONS) return HIGHEST;
  const share = position / POSITIONS;
  return Math.round(Math.min(HIGHEST, 1 - (1 - share) ** 2) * 1000) / 1000;
};
const toPosition = (weight: number) => Math.round((1 - Math.sqrt(1 - weight)) * POSITIONS);

interface ChartToolbarProps {
  settings: ViewSettings;
  onChange(changes: Partial<ViewSettings>): void;
  zoomed: boolean;
  onReset(): void;
}

/** The settings that all charts share. */
export function ChartToolbar({ settings, onChange, zoomed, onReset }: ChartToolbarProps) {
  const smoothing = settings.smoothing.toFixed(3);
  return (
    <div class="chart-toolbar-room">
      <div class="chart-toolbar" role="group" aria-label={STRINGS.charts}>
        <label class="smoothing" title={STRINGS.smoothingTip}>
          {STRINGS.smoothing}
          <input
            type="range"
            min={0}
            max={POSITIONS}
            step={1}
            value={toPosition(settings.smoothing)}
            aria-valuetext={smoothing}
            onInput={({ currentTarget: { value } }) =>
              onChange({ smoothing: toWeight(Number(value)) })
            }
          />
          <output class="smoothing-value">{smoothing}</output>
        </label>
        <label class="axis">
          <span>{STRINGS.xAxis}</span>
          <select
            value={settings.axis}
            onChange={({ currentTarget: { value } }) =>
              onChange({ axis: value === "time" ? "time" : "step" })
            }
          >
            <option value="step">{STRINGS.byStep}</option>
            <option value="time">{STRINGS.byTime}</option>
          </select>
        </label>
        <label class="check" title={STRINGS.clipTip}>
          <input
            type="checkbox"
            checked={settings.clip}
            onChange={({ currentTarget }) => onChange({ clip: currentTarget.checked })}
          />
          {STRINGS.clip}
        </label>
        <Button
          icon="zoom-out"
          label={STRINGS.resetZoom}
          title={STRINGS.zoomHelp}
          disabled={!zoomed}
          onClick={onReset}
        />
      </div>
    </div>
  );
}
