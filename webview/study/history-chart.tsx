import { linearAxis } from "../../src/shared/charts/axis";
import { type ChartPoint, Panel } from "../../src/shared/charts/panel";
import { bestSoFar } from "../../src/shared/study/best-so-far";
import { objectiveAxis } from "../../src/shared/study/parameter-axis";
import type { StudyView } from "../../src/shared/study/study-view";
import { formatNumber } from "../../src/shared/text/format";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, Dots, type Drawing, type Size, XTitle } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

/** The value of each trial that came to its end, and the best until then. */
export function HistoryChart({ view, objective }: { view: StudyView; objective: number }) {
  const theme = useTheme();
  const points = bestSoFar(view, objective);
  const title = view.objectives[objective]?.title ?? "";
  const best = points.at(-1)?.best;
  return (
    <StudyChart
      title={`${STUDY_STRINGS.history}: ${title}`}
      help={STUDY_STRINGS.historyHelp}
      label={STUDY_STRINGS.historyLabel(
        title,
        points.length,
        best === undefined ? "–" : formatNumber(best),
      )}
      height={220}
      legend={[
        { label: STUDY_STRINGS.value, colour: theme.discriminator, shape: "circle" },
        { label: STUDY_STRINGS.best, colour: theme.mark, shape: "solid" },
      ]}
      draw={(size, theme) => drawHistory(view, objective, size, theme)}
      inputs={[view, objective]}
    />
  );
}

function drawHistory(view: StudyView, objective: number, size: Size, theme: Theme): Drawing {
  const by = view.objectives[objective];
  const points = bestSoFar(view, objective);
  if (!by) return { picture: null, places: [] };
  const area = areaOf(size);
  const numbers = view.trials.map(({ number }) => number);
  // A grid counts its trials from 0, a search from 1.
  const first = Math.min(1, ...numbers);
  const last = Math.max(first + 1, ...numbers);
  const x = linearAxis([first, last], [area.left + 6, area.right - 6], 6);
  const values = points.map(({ value }) => value);
  const y = objectiveAxis(by, values, [area.bottom, area.top]);
  const places = points.map(({ trial, value }) => ({ trial, x: x.at(trial), y: y.at(value) }));
  const whole = { ...x, ticks: x.ticks.filter(({ value }) => Number.isInteger(value)) };
  const picture = (
    <Panel
      id={`history-${objective}`}
      area={area}
      x={whole}
      y={y}
      lines={[{ points: staircase(points, last), colour: theme.mark, width: 2 }]}
      colours={coloursOf(theme)}
      grid={{ y: true }}
      labels={{ x: true, y: true }}
    >
      <Dots places={places} colour={theme.discriminator} />
      <XTitle area={area} text={STUDY_STRINGS.trialAxis} theme={theme} />
    </Panel>
  );
  return { picture, places };
}

/** The best value as it stays until a better one comes. */
function staircase(points: readonly { trial: number; best: number }[], last: number): ChartPoint[] {
  const stairs: ChartPoint[] = [];
  let before: number | undefined;
  for (const { trial, best } of points) {
    if (best === before) continue;
    if (before !== undefined) stairs.push([trial, before]);
    stairs.push([trial, best]);
    before = best;
  }
  return before === undefined ? stairs : [...stairs, [last, before]];
}
