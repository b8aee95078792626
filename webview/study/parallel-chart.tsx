import { useMemo } from "preact/hooks";
import { type Brushes, withStretch } from "../../src/shared/study/brushing";
import { type ParallelAxis, shadesOf, SHADES } from "../../src/shared/study/parallel";
import type { StudyView, TrialView } from "../../src/shared/study/study-view";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { divergingMap, parseColour } from "../components/colour";
import type { Theme } from "../components/theme";
import { BrushAxis, HEIGHT, heightOf } from "./brush-axis";
import type { Drawing, Size, TrialPlace } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

interface ParallelProps {
  view: StudyView;
  axes: readonly ParallelAxis[];
  brushes: Brushes;
  brushed: ReadonlySet<number>;
  onBrush(brushes: Brushes): void;
}

/** At the left and right of the axes, in pixels. */
const SIDE = 60;

/** A line for each trial through its values; stretches of the axes can be brushed. */
export function ParallelChart(props: ParallelProps) {
  const { view, axes, brushes, brushed, onBrush } = props;
  const isBrushing = Object.keys(brushes).length > 0;
  return (
    <StudyChart
      title={STUDY_STRINGS.parallel}
      help={STUDY_STRINGS.parallelHelp}
      label={STUDY_STRINGS.parallelLabel(axes.length, view.trials.length)}
      height={HEIGHT}
      draw={(size, theme) => drawParallel(props, size, theme)}
      inputs={[view, brushes, brushed]}
      tools={
        <span class="brush-tools">
          {isBrushing && (
            <>
              <span class="hint" role="status">
                {STUDY_STRINGS.brushed(formatCount(brushed.size), formatCount(view.trials.length))}
              </span>
              <Button label={STUDY_STRINGS.clearBrushes} onClick={() => onBrush({})} />
            </>
          )}
        </span>
      }
    />
  );
}

function drawParallel(props: ParallelProps, { width }: Size, theme: Theme): Drawing {
  const { view, axes, brushed } = props;
  const gap = (width - 2 * SIDE) / Math.max(1, axes.length - 1);
  const xs = axes.map((_, i) => (axes.length === 1 ? width / 2 : SIDE + i * gap));
  const missing = axes.map((axis) =>
    view.trials.some((trial) => axis.shareOf(trial) === undefined),
  );
  const pointsOf = (trial: TrialView): [number, number][] =>
    axes.map((axis, i) => [xs[i] ?? 0, heightOf(axis.shareOf(trial))]);
  const places = view.trials
    .filter(({ number }) => brushed.has(number))
    .flatMap((trial) =>
      pointsOf(trial).map(([x, y]): TrialPlace => ({ trial: trial.number, x, y })),
    );
  const picture = (
    <>
      <Lines {...{ view, brushed, theme, pointsOf }} />
      {axes.map((axis, i) => (
        <BrushAxis
          key={axis.id}
          axis={axis}
          x={xs[i] ?? 0}
          room={Math.min(gap, 2 * SIDE)}
          missing={missing[i] === true}
          stretch={props.brushes[axis.id]}
          theme={theme}
          onStretch={(stretch) => props.onBrush(withStretch(props.brushes, axis.id, stretch))}
        />
      ))}
    </>
  );
  return { picture, places };
}

interface LinesProps {
  view: StudyView;
  brushed: ReadonlySet<number>;
  theme: Theme;
  pointsOf(trial: TrialView): [number, number][];
}

/** The lines in a few shades, each shade one path; the best ones on top. */
function Lines({ view, brushed, theme, pointsOf }: LinesProps) {
  const colour = shadesOfTheme(theme);
  const shades = useMemo(() => shadesOf(view), [view]);
  const pathOf = (trials: readonly TrialView[]) =>
    trials
      .map(
        (trial) =>
          `M${pointsOf(trial)
            .map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`)
            .join("L")}`,
      )
      .join("");
  const kept = ({ number }: TrialView) => brushed.has(number);
  const isPruned = ({ state }: TrialView) => state === "pruned";
  const faint = (opacity: number) => ({ stroke: theme.muted, opacity });
  // Many lines of one shade would be one area.
  const width = view.trials.length > MANY ? 0.6 : 1;
  return (
    <g fill="none" stroke-linejoin="round" stroke-width={width}>
      <Shade d={pathOf(view.trials.filter((trial) => !kept(trial)))} {...faint(0.08)} />
      <Shade d={pathOf(view.trials.filter((one) => kept(one) && isPruned(one)))} {...faint(0.25)} />
      {shades.map((trials, shade) => (
        <Shade
          key={shade}
          d={pathOf(trials.filter((trial) => kept(trial) && !isPruned(trial)))}
          stroke={colour(shade / (SHADES - 1))}
          opacity={0.4 + (0.5 * shade) / SHADES}
        />
      ))}
      <Shade
        d={pathOf(view.trials.filter((trial) => kept(trial) && view.best.includes(trial.number)))}
        stroke={theme.mark}
        stroke-width={2.4}
      />
    </g>
  );
}
const MANY = 200;

type ShadeProps = { d: string; stroke: string; opacity?: number; "stroke-width"?: number };

/** Lines of one look; none where there is nothing to draw. */
function Shade(props: ShadeProps) {
  return props.d === "" ? null : <path {...props} />;
}

/** From the colour of small print to the one of finished trials. */
function shadesOfTheme(theme: Theme): (value: number) => string {
  const low = parseColour(theme.muted) ?? [128, 128, 128];
  const high = parseColour(theme.discriminator) ?? [26, 133, 255];
  const map = divergingMap(low, [0, 1, 2].map((i) => mean(low[i], high[i])) as never, high);
  return (value) => `rgb(${map(value).join(", ")})`;
}

const mean = (a = 0, b = 0): number => Math.round((a + b) / 2);
