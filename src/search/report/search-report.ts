import { basename } from "node:path";
import { writeFileAtomic } from "../../run";
import type { StudyView, TrialState, TrialView } from "../../shared/study/study-view";
import { formatCount, formatDuration } from "../../shared/text/format";
import { studyFiles } from "../store/study-files";
import { writeHtmlReport } from "./html-report";
import { formatSpread, markdownTable } from "./markdown";
import { populationReport } from "./population-report";
import { writeSchedule } from "./schedule";
import { shortNames, valueText } from "./values-text";
import { readStudyView } from "../outcome/view";

/* The report of a search: how it stands, its best trials, and a table of all. */

/** Writes a search's report from its folder, however far it has come. Returns what it says. */
export async function writeSearchReport(dir: string): Promise<StudyView> {
  const view = await readStudyView(dir);
  const files = studyFiles(dir);
  writeFileAtomic(files.summary, `${JSON.stringify(view)}\n`);
  writeFileAtomic(files.report, searchReport(view));
  await writeSchedule(dir, view);
  await writeHtmlReport(dir, view);
  return view;
}

/** States in the order in which they are told. */
const STATES: readonly TrialState[] = [
  "finished",
  "pruned",
  "diverged",
  "failed",
  "running",
  "interrupted",
  "waiting",
];

/** `12 trials: 8 finished, 3 pruned, 1 diverged.` */
export function stateOfSearch({ trials }: StudyView): string {
  const counts = STATES.flatMap((state) => {
    const count = trials.filter((trial) => trial.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  const all = `${trials.length} ${trials.length === 1 ? "trial" : "trials"}`;
  return counts.length > 0 ? `${all}: ${counts.join(", ")}.` : `${all}.`;
}

/** A table of trials, the best first; all of them where no number is given. */
export function trialsTable(view: StudyView, most = Infinity): string {
  const { parameters, objectives, trials } = view;
  return markdownTable(
    ["trial", ...shortNames(parameters), ...objectives.map(({ title }) => title), "state", "step"],
    [...trials]
      .sort(byObjective(view))
      .slice(0, most)
      .map((trial) => [
        view.best.includes(trial.number) ? `**${trial.number}**` : String(trial.number),
        ...parameters.map(({ name }) => valueText(trial.values[name])),
        ...objectives.map((_, index) => {
          const figure = trial.objectives?.[index];
          return figure ? formatSpread({ ...figure, mean: figure.value }) : "-";
        }),
        trial.prunedAt === undefined ? trial.state : `pruned at ${formatCount(trial.prunedAt)}`,
        formatCount(trial.runs.reduce((sum, { step }) => sum + step, 0)),
      ]),
    1 + parameters.length,
  );
}

/** Trials that are over before others, then by the first objective. */
function byObjective({ objectives }: StudyView): (a: TrialView, b: TrialView) => number {
  const sign = objectives[0]?.direction === "greatest" ? -1 : 1;
  const key = ({ state, objectives: figures }: TrialView) =>
    figures?.[0] && state === "finished" ? sign * figures[0].value : Infinity;
  return (a, b) => {
    const [first, second] = [key(a), key(b)];
    return first === second ? a.number - b.number : first - second;
  };
}

function searchReport(view: StudyView): string {
  const { name, description, base, method, spent, engines } = view;
  const how = engines.length > 0 ? ` Trained with ${engines.join(" and ")}.` : "";
  return [
    `# ${name}`,
    "",
    ...(description ? [description, ""] : []),
    `Experiment: \`${base}\`, searched by ${method}. ${stateOfSearch(view)} ` +
      `${formatCount(spent.steps)} steps in ${formatDuration(spent.seconds)}.${how}`,
    "",
    trialsTable(view),
    "",
    ...populationReport(view, basename(studyFiles("").schedule)),
  ].join("\n");
}
