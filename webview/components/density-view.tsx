import type { ChartDataset } from "chart.js";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Point } from "./buckets";
import type { DensityPicture } from "../../src/shared/run/picture";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { Chart, fastOptions, scaleColours } from "./chart-setup";
import { cutOff, type DensityAxes, fittedAxes, KeptAxes } from "./kept-axes";
import { Legend, type LegendItem } from "./legend";
import { useTheme } from "./page-context";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

/* The picture of 1-D data: the densities of data and generator, with D and its optimum. */

type Line = LegendItem & {
  values: "pData" | "pGenerator" | "d" | "dOptimal";
  dash?: number[];
  width: number;
};

/**
 * The lines of figure 1 of Goodfellow et al. 2014: black dotted, green solid and blue dashed; D*
 * added thin.
 */
function lines(theme: Theme): Line[] {
  return [
    {
      values: "pData",
      label: STRINGS.pData,
      colour: theme.foreground,
      shape: "dotted",
      dash: [2, 3],
      width: 2,
    },
    {
      values: "pGenerator",
      label: STRINGS.pGenerator,
      colour: theme.generator,
      shape: "solid",
      width: 2,
    },
    {
      values: "d",
      label: STRINGS.d,
      colour: theme.discriminator,
      shape: "dashed",
      dash: [7, 4],
      width: 2,
    },
    { values: "dOptimal", label: STRINGS.dOptimal, colour: theme.muted, shape: "thin", width: 1 },
  ];
}

interface DensityProps {
  picture: DensityPicture;
  /** Whose axes are kept over all of its pictures. */
  run: string;
}

/**
 * Densities of 1-D data and generator on the left axis, D and the best possible D on the right one.
 */
export function DensityView({ picture, run }: DensityProps) {
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<"line", Point[]>>(undefined);
  const [fit, setFit] = useState(false);
  // Another run has other axes.
  const kept = useMemo(() => new KeptAxes(), [run]).kept(picture);
  const axes = fit ? fittedAxes(picture) : kept;
  const cut = cutOff(picture, axes);
  const drawn = lines(theme).filter(({ values }) => picture[values]);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    chart.current ??= new Chart(canvas.current, {
      type: "line",
      data: { datasets: [] },
      options: fastOptions(),
    });
    chart.current.data.datasets = drawn.map((line) => dataset(picture, line));
    chart.current.options.scales = scales(picture, axes, theme);
    chart.current.update("none");
  }, [picture, theme, fit]);
  useLayoutEffect(() => () => chart.current?.destroy(), []);
  return (
    <div class="picture-density">
      <div class="picture-density-plot">
        <canvas
          ref={canvas}
          role="img"
          aria-label={STRINGS.densityLabel(formatCount(picture.step))}
        />
      </div>
      <Legend items={drawn} />
      <div class="picture-options">
        <label class="check" title={STRINGS.fitAxesTip}>
          <input
            type="checkbox"
            checked={fit}
            onChange={({ currentTarget }) => setFit(currentTarget.checked)}
          />
          {STRINGS.fitAxes}
        </label>
        <span class="hint">{cut !== undefined && STRINGS.densityCut(formatNumber(cut, 2))}</span>
      </div>
    </div>
  );
}

/** A line of the picture. D's shares of a critic's range become the outputs that they stand for. */
function dataset(picture: DensityPicture, line: Line): ChartDataset<"line", Point[]> {
  const isOutput = line.values === "d" || line.values === "dOptimal";
  const { min, max } = (isOutput ? picture.critic : undefined) ?? { min: 0, max: 1 };
  const values = picture[line.values];
  return {
    data: picture.x.map((x, i) => ({ x, y: min + (values?.[i] ?? NaN) * (max - min) })),
    yAxisID: isOutput ? "probability" : "density",
    borderColor: line.colour,
    borderWidth: line.width,
    borderDash: line.dash ?? [],
  };
}

function scales(picture: DensityPicture, { densityTop, output }: DensityAxes, theme: Theme) {
  const colours = scaleColours(theme);
  const ticks = {
    ...colours.ticks,
    // Otherwise 1.5 is written over 1.4.
    includeBounds: false,
    callback: (value: number | string) => formatNumber(Number(value), 2),
  };
  return {
    x: {
      type: "linear" as const,
      min: picture.x[0],
      max: picture.x.at(-1),
      ...colours,
      ticks: { ...colours.ticks, includeBounds: false },
      title: { ...colours.title, display: true, text: "x" },
    },
    density: {
      type: "linear" as const,
      position: "left" as const,
      min: 0,
      max: densityTop,
      ...colours,
      ticks,
      title: { ...colours.title, display: true, text: STRINGS.density },
    },
    probability: {
      type: "linear" as const,
      position: "right" as const,
      ...output,
      ...colours,
      grid: { drawOnChartArea: false },
      ticks: { ...ticks, ...(picture.critic ? {} : { stepSize: 0.25 }) },
      title: { ...colours.title, display: true, text: STRINGS.d },
    },
  };
}
