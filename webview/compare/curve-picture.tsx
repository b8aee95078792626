import { area as areaOf } from "d3-shape";
import { type Axis, linearAxis, quantilesOf, widened } from "../../src/shared/charts/axis";
import { type Area, type ChartLine, type ChartPoint, Panel } from "../../src/shared/charts/panel";
import type { Band, CurveAxis } from "../../src/shared/compare/curves";
import type { Theme } from "../components/theme";
import { COMPARE_STRINGS } from "./compare-strings";
import type { GroupLine } from "./curve-lines";

interface CurvePictureProps {
  id: string;
  drawn: readonly GroupLine[];
  width: number;
  height: number;
  axis: CurveAxis;
  theme: Theme;
}

/** The plot of a chart as SVG: lines, bands and axes. */
export function CurvePicture({ id, drawn, width, height, axis, theme }: CurvePictureProps) {
  const area: Area = { left: 54, top: 8, right: Math.max(60, width - 22), bottom: height - 34 };
  const points = drawn.flatMap(({ line, band }) => [
    ...line.points,
    ...(band ? [...band.low, ...band.high] : []),
  ]);
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
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
        {COMPARE_STRINGS.axisTitles[axis]}
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
