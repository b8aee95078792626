import { LegendToggle } from "../components/legend";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { ChartLine } from "./chart-lines";

interface ChartLegendProps {
  lines: readonly ChartLine[];
  model: RunModel;
  hidden: readonly string[];
  theme: Theme;
  onToggle(line: string): void;
}

/**
 * Names of a chart's lines with their latest, smallest and largest values; a click hides a line.
 * Always as high, whatever the values.
 */
export function ChartLegend({ lines, model, hidden, theme, onToggle }: ChartLegendProps) {
  const notes = lines.flatMap((line) => line.note?.(model) ?? []);
  return (
    <div class="chart-legend">
      {lines.map((line) => {
        const extent = line.extent(model);
        return (
          <div key={line.key} class="legend-item">
            <LegendToggle
              label={line.label}
              colour={theme[line.colour]}
              shape={line.dashed ? "dashed" : "solid"}
              shown={!hidden.includes(line.key)}
              onToggle={() => onToggle(line.key)}
            />
            <span class="latest" title={STRINGS.latestTip}>
              {line.latest(model) ?? "–"}
            </span>
            <span class="extent" title={extent?.title}>
              {extent?.text}
            </span>
          </div>
        );
      })}
      {notes.length > 0 && <div class="hint legend-note">{notes.join(", ")}</div>}
    </div>
  );
}
