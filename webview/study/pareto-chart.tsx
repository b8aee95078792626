import { type ChartPoint, Panel } from "../../src/shared/charts/panel";
import { paretoPoints } from "../../src/shared/study/best-so-far";
import { objectiveAxis } from "../../src/shared/study/parameter-axis";
import type { StudyView } from "../../src/shared/study/study-view";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, Dots, type Drawing, fittedTicks, type Size, XTitle } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

/** The trials of a study with two objectives, and those that nothing beats. */
export function ParetoChart({ view }: { view: StudyView }) {
  const theme = useTheme();
  const points = paretoPoints(view);
  const [first, second] = view.objectives;
  return (
    <StudyChart
      title={`${STUDY_STRINGS.pareto}: ${first?.title ?? ""}, ${second?.title ?? ""}`}
      help={STUDY_STRINGS.paretoHelp}
      label={STUDY_STRINGS.paretoLabel(
        points.filter(({ onFront }) => onFront).length,
        points.length,
      )}
      height={280}
      legend={[
        { label: STUDY_STRINGS.onFront, colour: theme.mark, shape: "solid" },
        { label: STUDY_STRINGS.others, colour: theme.discriminator, shape: "circle" },
      ]}
      draw={(size, theme) => drawPareto(view, size, theme)}
      inputs={[view]}
    />
  );
}

function drawPareto(view: StudyView, size: Size, theme: Theme): Drawing {
  const [first, second] = view.objectives;
  const points = paretoPoints(view);
  if (!first || !second) return { picture: null, places: [] };
  const area = areaOf(size);
  const across = [area.left + 6, area.right - 6] as const;
  const x = fittedTicks(
    objectiveAxis(
      first,
      points.map(({ values }) => values[0]),
      across,
      5,
    ),
    across[1] - across[0],
  );
  const y = objectiveAxis(
    second,
    points.map(({ values }) => values[1]),
    [area.bottom, area.top],
  );
  const places = points.map(({ trial, values, onFront }) => ({
    trial,
    onFront,
    x: x.at(values[0]),
    y: y.at(values[1]),
  }));
  const front = places.filter(({ onFront }) => onFront);
  const picture = (
    <Panel
      id="pareto"
      {...{ area, x, y }}
      lines={[{ points: stairsOf(points), colour: theme.mark, width: 1.5, dash: "4 3" }]}
      colours={coloursOf(theme)}
      grid={{ x: true, y: true }}
      labels={{ x: true, y: true }}
    >
      <Dots
        places={places.filter(({ onFront }) => !onFront)}
        colour={theme.discriminator}
        opacity={0.6}
      />
      <Dots places={front} colour={theme.mark} radius={4} />
      <XTitle area={area} text={first.title} theme={theme} />
    </Panel>
  );
  return { picture, places };
}

/** The edge of what the front dominates: what lies between two of its points is reached by none. */
function stairsOf(points: ReturnType<typeof paretoPoints>): ChartPoint[] {
  const front = points.filter(({ onFront }) => onFront).map(({ values }) => values);
  return front.flatMap(([a, b], i): ChartPoint[] => {
    const before = front[i - 1];
    return before
      ? [
          [a, before[1]],
          [a, b],
        ]
      : [[a, b]];
  });
}
