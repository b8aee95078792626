import { area as areaOf } from "d3-shape";
import { useMemo, useRef, useState } from "preact/hooks";
import { type Axis, linearAxis, quantilesOf, widened } from "../../src/shared/charts/axis";
import { type Area, type ChartLine, type ChartPoint, Panel } from "../../src/shared/charts/panel";
import type { Curve } from "../../src/shared/compare/compared-runs";
import { type Band, bandOf, type CurveAxis, pointsOf } from "../../src/shared/compare/curves";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { useResize } from "../components/use-resize";
import { MovingAverage } from "../dashboard/smoothing";
import type { ColouredGroup } from "./compare-legend";
import type { CompareSettings } from "./compare-settings";
import { COMPARE_STRINGS } from "./compare-strings";

const HEIGHT = 220;

interface CompareChartProps {
  kind: Pick<Curve, "id" | "title" | "dots">;
  groups: readonly ColouredGroup[];
  settings: CompareSettings;
}

/** One curve of all runs. */
export function CompareChart({ kind, groups, settings }: CompareChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const theme = useTheme();
  useResize(element, () => setWidth(element.current?.clientWidth ?? 0));
  const drawn = useMemo(() => drawnOf(kind, groups, settings), [kind.id, groups, settings]);
  const members = groups.flatMap((group) => group.members).length;
  return (
    <figure class="compare-chart" aria-label={kind.title}>
      <figcaption>
        <h3>{kind.title}</h3>
      </figcaption>
      <div ref={element} class="compare-plot" style={{ height: `${HEIGHT}px` }}>
        {drawn.length === 0 && <p class="hint">{COMPARE_STRINGS.noPoints}</p>}
        {width > 0 && drawn.length > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={COMPARE_STRINGS.curveLabel(kind.title, members)}
            font-family={theme.fontFamily}
            font-size={theme.fontSize}
            fill={theme.foreground}
          >
            <Picture id={kind.id} axis={settings.axis} {...{ drawn, width, theme }} />
          </svg>
        )}
      </div>
    </figure>
  );
}

/** What is drawn of a group. */
interface Drawn {
  line: ChartLine;
  band?: Band;
}

function drawnOf(
  { id, dots }: CompareChartProps["kind"],
  groups: readonly ColouredGroup[],
  { axis, smoothing }: CompareSettings,
): Drawn[] {
  return groups.flatMap(({ members, colour }): Drawn[] => {
    const curves = members.flatMap(({ curves }) => {
      const curve = curves.find((one) => one.id === id);
      const points = curve ? pointsOf(curve, axis) : [];
      if (points.length === 0) return [];
      return [dots ? points : smoothed(points, smoothing)];
    });
    const [only] = curves;
    if (!only) return [];
    const look = { colour, width: 1.6, dots };
    if (curves.length === 1) return [{ line: { ...look, points: only } }];
    const band = bandOf(curves);
    return [{ line: { ...look, points: band.mean }, band }];
  });
}

function smoothed(points: readonly ChartPoint[], weight: number): ChartPoint[] {
  const average = new MovingAverage(weight);
  return points.map(([x, y]) => [x, average.next(y)]);
}

interface PictureProps {
  id: string;
  drawn: readonly Drawn[];
  width: number;
  axis: CurveAxis;
  theme: Theme;
}

function Picture({ id, drawn, width, axis, theme }: PictureProps) {
  const area: Area = { left: 54, top: 8, right: Math.max(60, width - 22), bottom: HEIGHT - 34 };
  const points = drawn.flatMap(({ line, band }) => [
    ...line.points,
    ...(band ? [...band.low, ...band.high] : []),
  ]);
  const finite = points.filter(([, y]) => Number.isFinite(y));
  const quantile = quantilesOf(finite.map(([, y]) => y));
  const last = finite.reduce((most, [x]) => Math.max(most, x), 1);
  const x = linearAxis([0, last], [area.left, area.right], Math.max(2, Math.floor(width / 110)));
  const y = linearAxis(widened([quantile(0.005), quantile(0.995)]), [area.bottom, area.top]);
  return (
    <Panel
      // Ids of figures hold characters that an address of a clip path cannot have.
      id={`clip-${id.replace(/\W+/g, "-")}`}
      {...{ area, x, y }}
      lines={drawn.map(({ line }) => line)}
      colours={{ muted: theme.muted, grid: theme.grid }}
      grid={{ y: true }}
      labels={{ x: true, y: true }}
    >
      {drawn.map(({ line, band }, i) => band && <BandArea key={i} {...{ band, line, x, y }} />)}
      <text
        x={(area.left + area.right) / 2}
        y={area.bottom + 30}
        fill={theme.muted}
        text-anchor="middle"
      >
        {axis === "step" ? COMPARE_STRINGS.byStep : COMPARE_STRINGS.seconds}
      </text>
    </Panel>
  );
}

interface BandAreaProps {
  band: Band;
  line: ChartLine;
  x: Axis;
  y: Axis;
}

function BandArea({ band, line, x, y }: BandAreaProps) {
  const top = Math.max(...y.ticks.map(({ value }) => value));
  const path = areaOf<ChartPoint>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([at]) => x.at(at))
    .y0(([, value]) => y.at(value))
    .y1((_, i) => y.at(band.high[i]?.[1] ?? top))
    .digits(2)(band.low);
  return <path d={path ?? ""} fill={line.colour} fill-opacity={0.18} />;
}
