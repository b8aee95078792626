import { linearAxis } from "../../src/shared/charts/axis";
import { type ChartLine, type ChartPoint, Panel } from "../../src/shared/charts/panel";
import { objectiveAxis } from "../../src/shared/study/parameter-axis";
import type { StudyView, TrialView } from "../../src/shared/study/study-view";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, type Drawing, type Size, XTitle } from "./drawing";
import { StudyChart } from "./study-chart";
import { STRINGS } from "../components/strings";
import { STUDY_STRINGS } from "./study-strings";

/** The first objective of every run over the steps, the pruned ones faint. */
export function CurvesChart({ view }: { view: StudyView }) {
  const theme = useTheme();
  const title = view.objectives[0]?.title ?? "";
  const styles = stylesOf(theme);
  const shown = [...new Set(view.trials.map((trial) => lookOf(trial, view.best)))];
  return (
    <StudyChart
      title={`${STUDY_STRINGS.curves}: ${title}`}
      help={STUDY_STRINGS.curvesHelp}
      label={STUDY_STRINGS.curvesLabel(
        title,
        view.trials.reduce((sum, { runs }) => sum + runs.length, 0),
      )}
      height={260}
      legend={LOOKS.filter((look) => shown.includes(look)).map((look) => ({
        label: NAMES[look],
        colour: styles[look].colour,
        shape: "solid",
      }))}
      draw={(size, theme) => drawCurves(view, size, theme)}
      inputs={[view]}
    />
  );
}

/** How lines look; the first ones lie at the bottom. */
const LOOKS = ["pruned", "failed", "finished", "running", "best"] as const;
type Look = (typeof LOOKS)[number];
const NAMES: Record<Look, string> = {
  pruned: STUDY_STRINGS.prunedLine,
  failed: STUDY_STRINGS.failedLine,
  finished: STUDY_STRINGS.finishedLine,
  running: STUDY_STRINGS.runningLine,
  best: STUDY_STRINGS.bestLine,
};

type Style = Pick<ChartLine, "colour" | "width" | "opacity">;
const stylesOf = (theme: Theme): Record<Look, Style> => ({
  pruned: { colour: theme.muted, width: 1, opacity: 0.3 },
  failed: { colour: theme.warning, width: 1, opacity: 0.6 },
  finished: { colour: theme.discriminator, width: 1, opacity: 0.55 },
  running: { colour: theme.generator, width: 1.5, opacity: 1 },
  best: { colour: theme.mark, width: 2.4, opacity: 1 },
});

function lookOf({ state, number }: TrialView, best: readonly number[]): Look {
  if (best.includes(number)) return "best";
  if (state === "pruned") return "pruned";
  if (state === "diverged" || state === "failed") return "failed";
  return state === "running" ? "running" : "finished";
}

function drawCurves(view: StudyView, size: Size, theme: Theme): Drawing {
  const area = areaOf(size);
  const by = view.objectives[0] ?? { direction: "least" as const };
  const runs = view.trials.flatMap((trial) => trial.runs.map((run) => ({ trial, run })));
  const points = runs.flatMap(({ run }) => run.history);
  const last = Math.max(1, ...points.map(([step]) => step));
  const x = linearAxis([0, last], [area.left, area.right], 6);
  const values = points.map(([, value]) => value);
  const y = objectiveAxis(by, values, [area.bottom, area.top]);
  const styles = stylesOf(theme);
  const lines = LOOKS.map((look) => ({
    ...styles[look],
    points: joined(
      runs
        .filter(({ trial }) => lookOf(trial, view.best) === look)
        .map(({ run: { history } }) => history),
    ),
  }));
  const places = runs.flatMap(({ trial: { number }, run: { history } }) =>
    history.map(([step, value]) => ({ trial: number, x: x.at(step), y: y.at(value) })),
  );
  const picture = (
    <Panel
      id="curves"
      {...{ area, x, y, lines }}
      colours={coloursOf(theme)}
      grid={{ y: true }}
      labels={{ x: true, y: true }}
    >
      <XTitle area={area} text={STRINGS.steps} theme={theme} />
    </Panel>
  );
  return { picture, places };
}

/** Many curves as one line with gaps between them: a path for each would be slow. */
const joined = (curves: readonly (readonly ChartPoint[])[]): ChartPoint[] =>
  curves.flatMap((curve) => [...curve, [curve.at(-1)?.[0] ?? 0, NaN] as ChartPoint]);
