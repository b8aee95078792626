import { formatCount, formatDuration, formatNumber } from "../../src/shared/text/format";
import { formatTick, linearTicks } from "../components/ticks";
import type { ValueScale } from "../components/value-scale";
import { scaleColours } from "../components/chart-setup";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { Range } from "./chart-data";
import type { ViewSettings } from "./view-settings";

/* The axes of a chart, as Chart.js takes them. */

/** Least room between two ticks of a y axis, in pixels. */
const TICK_ROOM = 28;
/** So wide are the numbers of most y axes: charts below each other begin at the same place. */
const USUAL_WIDTH = 48;

interface Axis {
  ticks: { value: number }[];
  min: number;
  max: number;
  width: number;
}

/** The x axis of a chart: steps, or seconds of training. */
export function timeScale(axis: ViewSettings["axis"], range: Range, theme: Theme) {
  const colours = scaleColours(theme);
  return {
    type: "linear" as const,
    min: range.min,
    max: range.max,
    ...colours,
    ticks: {
      ...colours.ticks,
      includeBounds: false,
      precision: axis === "step" ? 0 : undefined,
      callback: (value: number | string) => formatX(axis, Number(value)),
    },
    title: {
      ...colours.title,
      display: true,
      text: axis === "step" ? STRINGS.steps : STRINGS.trainingTime,
      padding: 0,
    },
  };
}

/** The y axis of a chart, which Chart.js takes as linear in the places of our scale. */
export function valueScaleOptions(
  scale: ValueScale,
  shown: Range | undefined,
  theme: Theme,
  height: number,
) {
  const colours = scaleColours(theme);
  const most = Math.max(2, Math.floor(height / TICK_ROOM));
  let values: number[] = [];
  return {
    type: "linear" as const,
    min: shown?.min,
    max: shown?.max,
    ...colours,
    afterBuildTicks: (axis: Axis) => {
      const [min, max] = [scale.value(axis.min), scale.value(axis.max)];
      values =
        scale.kind === "linear"
          ? linearTicks(min, max, Math.min(7, most))
          : thinned(scale.ticks(min, max), most);
      axis.ticks = values.map((value) => ({ value: scale.place(value) }));
    },
    afterFit: (axis: Axis) => {
      axis.width = Math.max(axis.width, USUAL_WIDTH);
    },
    ticks: {
      ...colours.ticks,
      autoSkip: false,
      callback: (_place: number | string, index: number) =>
        formatTick(values[index] ?? NaN, values),
    },
  };
}

/** At most so many of some ticks, but always two where there are two. */
function thinned(ticks: readonly number[], most: number): number[] {
  if (ticks.length <= 2) return [...ticks];
  const every = Math.min(Math.ceil(ticks.length / most), ticks.length - 1);
  return ticks.filter((_, i) => i % every === 0);
}

function formatX(axis: ViewSettings["axis"], value: number): string {
  if (axis === "time") return formatDuration(value);
  return value >= 1e6 ? formatNumber(value) : formatCount(value);
}
