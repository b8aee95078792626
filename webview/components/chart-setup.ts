import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartOptions,
} from "chart.js";
import type { Theme } from "./theme";

/* Chart.js with the parts that the charts use, and the options that all share. */

Chart.register(LineController, LineElement, PointElement, LinearScale);

/**
 * Our own columns are bucketed, in order and complete: chart.js need neither parse, sort, animate
 * nor listen.
 */
export function fastOptions(): ChartOptions<"line"> {
  return {
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    elements: { point: { radius: 0 }, line: { borderWidth: 1.5 } },
  };
}

export function scaleColours(theme: Theme) {
  return {
    grid: { color: theme.grid, tickColor: theme.grid },
    border: { color: theme.grid },
    ticks: {
      color: theme.muted,
      font: { family: theme.fontFamily, size: theme.fontSize },
      maxRotation: 0,
      autoSkipPadding: 12,
    },
    title: { color: theme.muted, font: { family: theme.fontFamily, size: theme.fontSize } },
  };
}

export { Chart };
