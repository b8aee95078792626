import { linearAxis } from "../../src/shared/charts/axis";
import { type ChartPoint, Panel } from "../../src/shared/charts/panel";
import { svgFile } from "../../src/shared/charts/svg-file";

const WIDTH = 720;
const HEIGHT = 360;
const AREA = { left: 64, top: 40, right: WIDTH - 24, bottom: HEIGHT - 48 };
const COLOURS = { muted: "#000", grid: "#ddd" };

export interface Line {
  name: string;
  colour: string;
  points: readonly ChartPoint[];
}

/** A dashed line at a value, with what it means. */
interface Mark {
  y: number;
  text: string;
}

/** A chart of a few lines, as SVG: readable on light and dark pages. */
export function chart(
  title: string,
  xTitle: string,
  lines: readonly Line[],
  marks: readonly Mark[] = [],
): string {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const values = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const ys = [...values, ...marks.map(({ y }) => y)];
  const x = linearAxis([Math.min(...xs), Math.max(...xs)], [AREA.left, AREA.right]);
  const y = linearAxis([Math.min(...ys), Math.max(...ys)], [AREA.bottom, AREA.top]);
  return svgFile(
    { width: WIDTH, height: HEIGHT, background: "#fff", ink: "#000", fontSize: 13 },
    <>
      <text x={AREA.left} y={24} font-size={15} font-weight="bold">
        {title}
      </text>
      <Panel
        id="plot"
        area={AREA}
        x={x}
        y={y}
        lines={lines.map(({ colour, points }) => ({ colour, points, width: 2 }))}
        colours={COLOURS}
        grid={{ y: true }}
        labels={{ x: true, y: true }}
      >
        {marks.map((mark) => (
          <MarkLine at={y.at(mark.y)} text={mark.text} />
        ))}
      </Panel>
      <text x={(AREA.left + AREA.right) / 2} y={HEIGHT - 8} text-anchor="middle">
        {xTitle}
      </text>
      {lines.length > 1 &&
        lines.map(({ name, colour }, i) => (
          <text x={AREA.right - 8} y={AREA.top + 16 + 18 * i} text-anchor="end" fill={colour}>
            {name}
          </text>
        ))}
    </>,
  );
}

function MarkLine({ at, text }: { at: number; text: string }) {
  return (
    <>
      <line x1={AREA.left} x2={AREA.right} y1={at} y2={at} stroke="#888" stroke-dasharray="6 4" />
      <text x={AREA.left + 6} y={at - 6} fill="#555">
        {text}
      </text>
    </>
  );
}
