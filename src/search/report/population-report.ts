import { ancestryOf, type LineagePoint, lineageOf } from "../../shared/study/lineage";
import type { StudyView } from "../../shared/study/study-view";
import { formatCount, formatNumber } from "../../shared/text/format";
import { markdownTable } from "./markdown";
import { shortNames, valueText } from "./values-text";

/* What the report of a population says beside its table: the generations, and the schedule. */

/** Lines of Markdown; none where the study has no population. */
export function populationReport(view: StudyView, scheduleFile: string): string[] {
  const points = lineageOf(view.members ?? []);
  const [best] = view.best;
  if (points.length === 0) return [];
  return [
    "## Generations",
    "",
    generationsTable(view, points),
    "",
    ...(best === undefined ? [] : scheduleOf(view, ancestryOf(points, best), scheduleFile)),
  ];
}

function generationsTable({ objectives }: StudyView, points: readonly LineagePoint[]): string {
  const [objective] = objectives;
  const sign = objective?.direction === "greatest" ? -1 : 1;
  const numbers = [...new Set(points.map(({ generation }) => generation))].sort((a, b) => a - b);
  return markdownTable(
    ["generation", "took over before it", "until step", "best", objective?.title ?? "figure"],
    numbers.map((generation) => {
      const members = points.filter((point) => point.generation === generation);
      const [best] = members
        .filter(({ value }) => value !== null)
        .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)));
      const taken = members
        .filter(({ from, member }) => from !== member)
        .map(({ from, member }) => `${member} from ${from}`);
      return [
        String(generation + 1),
        taken.join(", ") || "-",
        formatCount(Math.max(...members.map(({ step }) => step))),
        best ? `member ${best.member}` : "-",
        best ? formatNumber(best.value ?? NaN) : "-",
      ];
    }),
    2,
  );
}

/** @param way the best member's, the last stage first */
function scheduleOf(
  { parameters }: StudyView,
  way: readonly LineagePoint[],
  scheduleFile: string,
): string[] {
  const stages = [...way].reverse();
  const changed = stages.filter(
    ({ values }, i) => i === 0 || JSON.stringify(values) !== JSON.stringify(stages[i - 1]?.values),
  );
  return [
    "## The schedule that was found",
    "",
    "The settings with which the best member's state was trained, as member by member took them " +
      `over. \`${scheduleFile}\` trains it in one run.`,
    "",
    markdownTable(
      ["from step", ...shortNames(parameters), "member"],
      changed.map(({ before, values, member }) => [
        formatCount(before + 1),
        ...parameters.map(({ name }) => valueText(values[name])),
        String(member),
      ]),
      1,
    ),
    "",
  ];
}
