import { useMemo } from "preact/hooks";
import { useTheme } from "../components/page-context";
import { SaveMenu } from "../components/save-menu";
import { ThemeSvg } from "../components/theme-svg";
import { useWidth } from "../components/use-resize";
import type { CompareHost } from "./compare-host";
import type { ColouredGroup } from "./compare-legend";
import type { CompareSettings } from "./compare-settings";
import { COMPARE_STRINGS } from "./compare-strings";
import { saveCurves } from "./curve-file";
import { type CurveKind, groupLines } from "./curve-lines";
import { CurvePicture } from "./curve-picture";

const HEIGHT = 220;

interface CompareChartProps {
  host: CompareHost;
  kind: CurveKind;
  groups: readonly ColouredGroup[];
  settings: CompareSettings;
}

/** One curve of all runs. */
export function CompareChart({ host, kind, groups, settings }: CompareChartProps) {
  const [element, width] = useWidth();
  const theme = useTheme();
  const drawn = useMemo(() => groupLines(kind, groups, settings), [kind.id, groups, settings]);
  const members = groups.flatMap((group) => group.members).length;
  return (
    <figure class="compare-chart" aria-label={kind.title}>
      <figcaption class="compare-chart-head">
        <h3>{kind.title}</h3>
        <SaveMenu
          title={kind.title}
          onSave={(file) => void saveCurves(host, file, { kind, groups, settings, theme })}
        />
      </figcaption>
      <div ref={element} class="compare-plot" style={{ height: `${HEIGHT}px` }}>
        {drawn.length === 0 && <p class="hint">{COMPARE_STRINGS.noPoints}</p>}
        {width > 0 && drawn.length > 0 && (
          <ThemeSvg
            width={width}
            height={HEIGHT}
            label={COMPARE_STRINGS.curveLabel(kind.title, members)}
          >
            <CurvePicture
              id={kind.id}
              height={HEIGHT}
              axis={settings.axis}
              {...{ drawn, width, theme }}
            />
          </ThemeSvg>
        )}
      </div>
    </figure>
  );
}
