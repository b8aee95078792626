import { svgFile } from "../../src/shared/charts/svg-file";
import { curvesCsv } from "../../src/shared/compare/curves";
import { fileName, type PictureKind, pngOf } from "../components/chart-file";
import type { Theme } from "../components/theme";
import type { CompareHost } from "./compare-host";
import type { ColouredGroup } from "./compare-legend";
import type { CompareSettings } from "./compare-settings";
import { COMPARE_STRINGS } from "./compare-strings";
import { type CurveKind, groupLines } from "./curve-lines";
import { CurvePicture } from "./curve-picture";

/* Saves a chart of the comparison as SVG, PNG or CSV. */

const WIDTH = 760;
const PLOT_HEIGHT = 340;
const MARGIN = 14;
const TITLE_HEIGHT = 24;
const ROW_HEIGHT = 18;
/** About the width of a letter, in sizes of the font. */
const LETTER = 0.62;

export interface CurveChart {
  kind: CurveKind;
  groups: readonly ColouredGroup[];
  settings: CompareSettings;
  theme: Theme;
}

/** Hands a chart over as a file of a kind. */
export async function saveCurves(
  host: CompareHost,
  file: PictureKind,
  chart: CurveChart,
): Promise<void> {
  const name = `${fileName(chart.kind.title)}.${file}`;
  if (file === "csv") {
    const runs = chart.groups.flatMap(({ members }) => members);
    return host.saveFile(name, curvesCsv(runs, chart.kind.id), "utf8");
  }
  const svg = curvesSvg(chart);
  if (file === "svg") host.saveFile(name, svg, "utf8");
  else host.saveFile(name, await pngOf(svg), "base64");
}

/** The chart with its title and its legend, in the colours of the page. */
function curvesSvg({ kind, groups, settings, theme }: CurveChart): string {
  const legend = legendRows(groups, theme.fontSize);
  const top = MARGIN + TITLE_HEIGHT + legend.length * ROW_HEIGHT;
  return svgFile(
    {
      width: WIDTH,
      height: top + PLOT_HEIGHT + MARGIN,
      background: theme.background,
      ink: theme.foreground,
      fontSize: theme.fontSize,
    },
    <>
      <text x={MARGIN} y={MARGIN + 12} font-weight="bold" font-size={theme.fontSize + 2}>
        {kind.title}
      </text>
      {legend.map((row, i) => (
        <text key={i} x={MARGIN} y={MARGIN + TITLE_HEIGHT + i * ROW_HEIGHT + 10}>
          {row.map(({ colour, text }) => (
            <>
              <tspan fill={colour}>■</tspan>
              <tspan dx={4}>{text}</tspan>
              <tspan dx={14}> </tspan>
            </>
          ))}
        </text>
      ))}
      <g transform={`translate(0 ${top})`}>
        <CurvePicture
          id={kind.id}
          drawn={groupLines(kind, groups, settings)}
          width={WIDTH}
          height={PLOT_HEIGHT}
          axis={settings.axis}
          theme={theme}
        />
      </g>
    </>,
  );
}

interface LegendEntry {
  colour: string;
  text: string;
}

/** The names of the groups in rows that are not wider than the picture. */
function legendRows(groups: readonly ColouredGroup[], fontSize: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let left = 0;
  for (const { label, members, colour } of groups) {
    const seeds = members.length > 1 ? ` (${COMPARE_STRINGS.members(members.length)})` : "";
    const text = `${label}${seeds}`;
    const width = text.length * fontSize * LETTER + 40;
    const row = rows.at(-1);
    if (row && width <= left) row.push({ colour, text });
    else {
      rows.push([{ colour, text }]);
      left = WIDTH - 2 * MARGIN;
    }
    left -= width;
  }
  return rows;
}
