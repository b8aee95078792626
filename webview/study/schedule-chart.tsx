import { linearAxis } from "../../src/shared/charts/axis";
import { type ChartLine, type ChartPoint, Panel } from "../../src/shared/charts/panel";
import { ancestryOf, type LineagePoint, lineageOf } from "../../src/shared/study/lineage";
import { parameterAxis, positionOf } from "../../src/shared/study/parameter-axis";
import type { MemberView, ParameterView, StudyView } from "../../src/shared/study/study-view";
import { STRINGS } from "../components/strings";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, Dots, type Drawing, fitted, type Size, XTitle } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

interface ScheduleProps {
  view: StudyView;
  members: MemberView[];
  parameter: ParameterView;
}

/** What a parameter is over the steps, a line for each member, and what the best state went through. */
export function ScheduleChart({ view, members, parameter }: ScheduleProps) {
  const theme = useTheme();
  return (
    <StudyChart
      title={`${STUDY_STRINGS.schedule}: ${parameter.name}`}
      help={STUDY_STRINGS.scheduleHelp}
      label={STUDY_STRINGS.scheduleLabel(parameter.name, members.length)}
      height={220}
      legend={[
        { label: STUDY_STRINGS.member, colour: theme.discriminator, shape: "solid" },
        { label: STUDY_STRINGS.takenOver, colour: theme.warning, shape: "circle" },
        { label: STUDY_STRINGS.bestWay, colour: theme.mark, shape: "solid" },
      ]}
      draw={(size, theme) => drawSchedule({ view, members, parameter }, size, theme)}
      inputs={[view, parameter]}
    />
  );
}

function drawSchedule(
  { view, members, parameter }: ScheduleProps,
  size: Size,
  theme: Theme,
): Drawing {
  const area = areaOf(size);
  const points = lineageOf(members);
  const last = Math.max(1, ...points.map(({ step }) => step));
  const x = linearAxis([0, last], [area.left, area.right - 6], 6);
  const axis = parameterAxis(parameter, [area.bottom - 4, area.top + 4], 4);
  const ticks = axis.ticks.map((tick) => ({ ...tick, label: fitted(tick.label, area.left - 6) }));
  const y = { ...axis, ticks };
  const heightOf = (point: LineagePoint) => positionOf(parameter, point) ?? NaN;
  const stairs = (way: readonly LineagePoint[]): ChartPoint[] =>
    way.flatMap((point): ChartPoint[] => [
      [point.before, heightOf(point)],
      [point.step, heightOf(point)],
    ]);
  const [best] = view.best;
  const way = best === undefined ? [] : [...ancestryOf(points, best)].reverse();
  const lines: ChartLine[] = [
    ...members.map(({ member }) => ({
      points: stairs(points.filter((point) => point.member === member)),
      colour: theme.discriminator,
      width: 1,
      opacity: 0.5,
    })),
    { points: stairs(way), colour: theme.mark, width: 2.4 },
  ];
  const placeOf = (point: LineagePoint) => ({
    trial: point.member,
    x: x.at(point.before),
    y: y.at(heightOf(point)),
  });
  const taken = points.filter(
    (point) => point.from !== point.member && Number.isFinite(heightOf(point)),
  );
  const picture = (
    <Panel
      id={`schedule-${view.parameters.indexOf(parameter)}`}
      {...{ area, x, y, lines }}
      colours={coloursOf(theme)}
      grid={{ y: true }}
      labels={{ x: true, y: true }}
    >
      <Dots places={taken.map(placeOf)} colour={theme.warning} />
      <XTitle area={area} text={STRINGS.steps} theme={theme} />
    </Panel>
  );
  return { picture, places: [] };
}
