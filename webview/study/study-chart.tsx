import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { Help } from "../components/help";
import { Legend, type LegendItem } from "../components/legend";
import { useTheme } from "../components/page-context";
import { ThemeSvg } from "../components/theme-svg";
import type { Theme } from "../components/theme";
import { useWidth } from "../components/use-resize";
import type { Drawing, Size, TrialPlace } from "./drawing";
import { useTrialFocus } from "./study-context";

interface StudyChartProps {
  title: string;
  help?: string;
  /** What there is to see, for whoever cannot. */
  label: string;
  height: number;
  legend?: readonly LegendItem[];
  /** Draws it; called again only when its size, the theme or one of `inputs` is another. */
  draw(size: Size, theme: Theme): Drawing;
  inputs: readonly unknown[];
  /** Beside the title. */
  tools?: ComponentChildren;
}

/** How near the mouse must come to a trial, in pixels. */
const NEAR = 24;

/**
 * A chart in which trials can be pointed at and chosen; the one that is pointed at anywhere on the
 * page is marked, and said beside the title.
 */
export function StudyChart(props: StudyChartProps) {
  const { title, help, label, height, legend, draw, inputs, tools } = props;
  const [element, width] = useWidth();
  const theme = useTheme();
  const focus = useTrialFocus();
  const drawing = useMemo(
    () => (width > 0 ? draw({ width, height }, theme) : undefined),
    [width, height, theme, ...inputs],
  );
  const nearest = (event: MouseEvent) => nearestTrial(event, drawing?.places ?? []);
  return (
    <figure class="study-chart" aria-label={title}>
      <figcaption>
        <h3>{title}</h3>
        {help !== undefined && <Help what={title} text={help} />}
        {tools}
      </figcaption>
      {legend && <Legend items={legend} />}
      <div ref={element} class="study-plot" style={{ height: `${height}px` }}>
        {drawing && (
          <ThemeSvg
            {...{ width, height, label }}
            onMouseMove={(event) => focus.point(nearest(event))}
            onMouseLeave={() => focus.point(undefined)}
            onClick={(event) => focus.select(nearest(event))}
          >
            {drawing.picture}
            <Marks places={drawing.places} theme={theme} />
          </ThemeSvg>
        )}
      </div>
    </figure>
  );
}

/** Rings around the trial that is pointed at and the one that is chosen. */
function Marks({ places, theme }: { places: readonly TrialPlace[]; theme: Theme }) {
  const { pointed, selected } = useTrialFocus();
  if (pointed === undefined && selected === undefined) return null;
  return (
    <g fill="none" stroke={theme.foreground} pointer-events="none">
      {places
        .filter(({ trial }) => trial === pointed || trial === selected)
        .map(({ x, y, trial }, i) => (
          <circle key={i} cx={x} cy={y} r={5} stroke-width={trial === pointed ? 2 : 1} />
        ))}
    </g>
  );
}

function nearestTrial(event: MouseEvent, places: readonly TrialPlace[]): number | undefined {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const [atX, atY] = [event.clientX - box.left, event.clientY - box.top];
  let nearest: number | undefined;
  let least = NEAR ** 2;
  for (const { trial, x, y } of places) {
    const distance = (x - atX) ** 2 + (y - atY) ** 2;
    if (distance < least) [nearest, least] = [trial, distance];
  }
  return nearest;
}
