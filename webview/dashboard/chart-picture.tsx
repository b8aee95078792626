import type { Axis } from "../../src/shared/charts/axis";
import { type ChartLine, Panel } from "../../src/shared/charts/panel";
import { svgFile } from "../../src/shared/charts/svg-file";
import type { Point } from "../components/buckets";
import type { Chart } from "../components/chart-setup";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { DrawnChart } from "./chart-canvas";
import { latestText } from "./chart-lines";
import { type DrawnMark, drawnMarks } from "./chart-marks";
import type { ChartSpec } from "./chart-specs";

const HEADER = 44;
const MARGIN = 12;

type LineChart = Chart<"line", Point[]>;
type Dataset = LineChart["data"]["datasets"][number];

/**
 * A chart as it is on the screen, as an SVG file: lines, axes, what was changed when, title and
 * legend.
 */
export function chartSvg({ spec, chart, context }: DrawnChart): string {
  const { theme, model, settings, marks } = context;
  const x = axisOf(chart, "x");
  const { min, max } = chart.scales["x"]!;
  const { left, top, right, bottom } = chart.chartArea;
  const area = { left, top, right, bottom };
  const shown = marks.filter((mark) => mark.x >= min && mark.x <= max);
  return svgFile(
    {
      width: Math.ceil(chart.width + 2 * MARGIN),
      height: Math.ceil(chart.height + HEADER + 2 * MARGIN),
      background: theme.background,
      ink: theme.foreground,
      fontSize: theme.fontSize,
    },
    <>
      <g transform={`translate(${MARGIN} ${MARGIN + HEADER})`}>
        <Panel
          id="plot"
          area={area}
          x={x}
          y={axisOf(chart, "y")}
          // The first dataset lies on top.
          lines={chart.data.datasets.map(lineOf).reverse()}
          colours={{ muted: theme.muted, grid: theme.grid }}
          grid={{ x: true, y: true }}
          labels={{ x: true, y: true }}
        >
          {drawnMarks(chart.ctx, area, shown, (mark) => x.at(mark.x), theme).map((mark) => (
            <Mark mark={mark} bottom={bottom} />
          ))}
        </Panel>
      </g>
      <Heading spec={spec} model={model} hidden={settings.hidden} theme={theme} />
    </>,
  );
}

/** An axis as the chart on the screen has it. */
function axisOf(chart: LineChart, name: "x" | "y"): Axis {
  const scale = chart.scales[name]!;
  return {
    at: (value) => scale.getPixelForValue(value),
    ticks: scale.ticks.map(({ value, label }) => ({ value, label: String(label ?? "") })),
  };
}

const lineOf = (dataset: Dataset): ChartLine => ({
  points: dataset.data.map(({ x, y }) => [x, y]),
  colour: String(dataset.borderColor),
  width: Number(dataset.borderWidth ?? 1.5),
  dots: Boolean(dataset.pointRadius),
  dash: ((dataset.borderDash as number[] | undefined) ?? []).join(" ") || undefined,
});

/** What was changed at a step, or warned of. */
function Mark({ mark, bottom }: { mark: DrawnMark; bottom: number }) {
  const { x, y, colour, dash, label } = mark;
  return (
    <>
      <line x1={x} x2={x} y1={y} y2={bottom} stroke={colour} stroke-dasharray={dash.join(" ")} />
      {label && (
        // From the middle of its line down to where its letters stand.
        <text x={label.x} y={label.y + 4}>
          {label.text}
        </text>
      )}
    </>
  );
}

interface HeadingProps {
  spec: ChartSpec;
  model: RunModel;
  hidden: readonly string[];
  theme: Theme;
}

/** The run, the chart's title, and below them what each line shows and its latest value. */
function Heading({ spec, model, hidden, theme }: HeadingProps) {
  const name = [model.summary?.record.name, spec.title, spec.subtitle].filter(Boolean).join(": ");
  return (
    <>
      <text x={MARGIN} y={MARGIN + 14} font-weight="bold" font-size={theme.fontSize + 2}>
        {name}
      </text>
      <text x={MARGIN} y={MARGIN + 34}>
        {spec.lines
          .filter(({ key }) => !hidden.includes(key))
          .map((line, i) => (
            <>
              <tspan fill={theme[line.colour]} dx={i === 0 ? 0 : 12}>
                ■
              </tspan>
              <tspan dx={4}>{`${line.label} ${latestText(line, model)}`}</tspan>
            </>
          ))}
        {model.parent && (
          <tspan dx={12} fill={theme.muted}>
            {STRINGS.faintCurves(model.summary?.record.parent?.name ?? "")}
          </tspan>
        )}
      </text>
    </>
  );
}
