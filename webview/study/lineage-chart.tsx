import { linearAxis, namesAxis } from "../../src/shared/charts/axis";
import { type ChartLine, Panel } from "../../src/shared/charts/panel";
import { isBetter } from "../../src/shared/study/best-so-far";
import { ancestryOf, type LineagePoint, lineageOf } from "../../src/shared/study/lineage";
import type { MemberView, StudyView } from "../../src/shared/study/study-view";
import { STRINGS } from "../components/strings";
import { useTheme } from "../components/page-context";
import type { Theme } from "../components/theme";
import { areaOf, coloursOf, type Drawing, type Size, XTitle } from "./drawing";
import { StudyChart } from "./study-chart";
import { STUDY_STRINGS } from "./study-strings";

/** The members of a population over the steps, and who took over whose state. */
export function LineageChart({ view, members }: { view: StudyView; members: MemberView[] }) {
  const theme = useTheme();
  const points = lineageOf(members);
  return (
    <StudyChart
      title={STUDY_STRINGS.lineage}
      help={STUDY_STRINGS.lineageHelp}
      label={STUDY_STRINGS.lineageLabel(
        members.length,
        points.filter(({ from, member }) => from !== member).length,
      )}
      height={60 + 22 * members.length}
      legend={[
        { label: STUDY_STRINGS.member, colour: theme.discriminator, shape: "solid" },
        { label: STUDY_STRINGS.takenOver, colour: theme.warning, shape: "dashed" },
        { label: STUDY_STRINGS.bestWay, colour: theme.mark, shape: "solid" },
      ]}
      draw={(size, theme) => drawLineage(view, points, size, theme)}
      inputs={[view]}
    />
  );
}

function drawLineage(
  view: StudyView,
  points: readonly LineagePoint[],
  size: Size,
  theme: Theme,
): Drawing {
  const area = areaOf(size);
  const members = [...new Set(points.map(({ member }) => member))].sort((a, b) => a - b);
  const rows = namesAxis(members.map(String), [area.top, area.bottom]);
  const y = { ...rows, at: (member: number) => rows.at(members.indexOf(member)) };
  const ticks = members.map((member) => ({ value: member, label: String(member) }));
  const last = Math.max(1, ...points.map(({ step }) => step));
  const x = linearAxis([0, last], [area.left, area.right - 6], 6);
  const way = ancestryOf(points, bestMember(view, points));
  const taken = points.filter(({ from, member }) => from !== member);
  const lines = [
    ...points.map((point) =>
      stayOf(point, { colour: theme.discriminator, width: 1, opacity: 0.5 }),
    ),
    ...taken.map((point) => takeOverOf(point, { colour: theme.warning, width: 1.2, dash: "4 3" })),
    ...way.flatMap((point) => {
      const style = { colour: theme.mark, width: 2.6 };
      return point.from === point.member
        ? [stayOf(point, style)]
        : [stayOf(point, style), takeOverOf(point, style)];
    }),
  ];
  const trials = new Map(
    view.trials.flatMap(({ number, runs }) => runs.map(({ id }) => [id, number] as const)),
  );
  const places = points.flatMap((point) => {
    const trial = trials.get(point.runId);
    return trial === undefined ? [] : [{ trial, x: x.at(point.step), y: y.at(point.member) }];
  });
  const picture = (
    <Panel
      id="lineage"
      {...{ area, x, lines }}
      y={{ at: y.at, ticks }}
      colours={coloursOf(theme)}
      grid={{ x: true }}
      labels={{ x: true, y: true }}
    >
      <XTitle area={area} text={STRINGS.steps} theme={theme} />
    </Panel>
  );
  return { picture, places };
}

type LineStyle = Omit<ChartLine, "points">;

/** How much of a generation's length the line from another member takes. */
const SLANT = 0.3;
const landing = ({ before, step }: LineagePoint): number => before + SLANT * (step - before);

/** A member's own line over a generation. */
const stayOf = (point: LineagePoint, style: LineStyle): ChartLine => ({
  points: [
    [point.from === point.member ? point.before : landing(point), point.member],
    [point.step, point.member],
  ],
  ...style,
});

/** The line from the member whose state was taken over. */
const takeOverOf = (point: LineagePoint, style: LineStyle): ChartLine => ({
  points: [
    [point.before, point.from],
    [landing(point), point.member],
  ],
  ...style,
});

/** The member whose last value is the best. */
function bestMember({ objectives }: StudyView, points: readonly LineagePoint[]): number {
  const last = new Map(points.map((point) => [point.member, point]));
  const by = objectives[0] ?? { direction: "least" as const };
  let best: LineagePoint | undefined;
  for (const point of last.values()) {
    if (point.value === null) continue;
    const value = best?.value ?? undefined;
    if (value === undefined || isBetter(by, point.value, value)) best = point;
  }
  return (best ?? points[0])?.member ?? 0;
}
