import type { ChartDataset } from "chart.js";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Point } from "./buckets";
import type { DensityPicture } from "../../src/shared/run/picture";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { Chart, fastOptions, scaleColours } from "./chart-setup";
import { DensityReading } from "./density-reading";
import {
  drawStrip,
  STRIP_HEIGHT,
  STRIP_LAYERS,
  type StripLayer,
  stripLayersOf,
  type StripPlace,
} from "./density-strip";
import { cutOff, type DensityAxes, fittedAxes, KeptAxes } from "./kept-axes";
import { Legend, type LegendItem, toggled, ToggleLegend } from "./legend";
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
 * Densities of 1-D data and generator on the left axis, D and the best possible D on the right one;
 * below them how the generator puts latents on the data.
 */
export function DensityView({ picture, run }: DensityProps) {
  const theme = useTheme();
  const [fit, setFit] = useState(false);
  const [shown, setShown] = useState(STRIP_LAYERS);
  // Another run has other axes.
  const kept = useMemo(() => new KeptAxes(), [run]).kept(picture);
  const axes = fit ? fittedAxes(picture) : kept;
  const cut = cutOff(picture, axes);
  const layers = stripLayersOf(picture);
  return (
    <div class="picture-density">
      <DensityPlot {...{ picture, axes, shown, theme }} />
      <DensityReading picture={picture} />
      <Legend items={shownLines(picture, theme)} />
      {layers.length > 0 && (
        <ToggleLegend
          items={stripLegend(layers, theme)}
          shown={shown}
          onToggle={(layer: StripLayer) => setShown(toggled(shown, layer))}
        />
      )}
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

const shownLines = (picture: DensityPicture, theme: Theme): Line[] =>
  lines(theme).filter(({ values }) => picture[values]);

interface DensityPlotProps {
  picture: DensityPicture;
  axes: DensityAxes;
  shown: readonly StripLayer[];
  theme: Theme;
}

/** The curves, and the strip below them. */
function DensityPlot({ picture, axes, shown, theme }: DensityPlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const strip = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<"line", Point[]>>(undefined);
  // The chart draws the strip whenever it draws itself, so that both keep one x axis.
  const drawBelow = useRef<(place: StripPlace) => void>(() => undefined);
  drawBelow.current = (place) => {
    if (strip.current) drawStrip(strip.current, place, { picture, shown, theme });
  };
  useLayoutEffect(() => {
    if (!canvas.current) return;
    chart.current ??= new Chart(canvas.current, {
      type: "line",
      data: { datasets: [] },
      options: fastOptions(),
      plugins: [
        {
          id: "strip",
          afterDraw: ({ width, chartArea: { left, right } }) =>
            drawBelow.current({ width, left, right }),
        },
      ],
    });
    chart.current.data.datasets = shownLines(picture, theme).map((line) => dataset(picture, line));
    chart.current.options.scales = scales(picture, axes, theme);
    chart.current.update("none");
  }, [picture, theme, axes.densityTop, axes.output.min, axes.output.max, shown]);
  useLayoutEffect(() => () => chart.current?.destroy(), []);
  return (
    <>
      <div class="picture-density-plot">
        <canvas
          ref={canvas}
          role="img"
          aria-label={STRINGS.densityLabel(formatCount(picture.step))}
        />
      </div>
      {stripLayersOf(picture).length > 0 && (
        <canvas
          ref={strip}
          class="picture-strip"
          style={{ height: `${STRIP_HEIGHT}px` }}
          role="img"
          aria-label={STRINGS.stripLabel}
        />
      )}
    </>
  );
}

function stripLegend(
  layers: readonly StripLayer[],
  theme: Theme,
): Partial<Record<StripLayer, LegendItem>> {
  const items: Record<StripLayer, LegendItem> = {
    points: {
      label: STRINGS.stripPoints,
      colour: theme.foreground,
      shape: "dotted",
      help: STRINGS.stripPointsHelp,
    },
    descent: {
      label: STRINGS.layers.descent,
      colour: theme.mark,
      shape: "solid",
      help: STRINGS.layerHelp.descent,
    },
    manifold: {
      label: STRINGS.layers.manifold,
      colour: theme.generator,
      shape: "thin",
      help: STRINGS.stripManifoldHelp,
    },
  };
  return Object.fromEntries(layers.map((layer) => [layer, items[layer]]));
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
