import { relative } from "node:path";
import { stateOfSearch, studyFiles, trialsTable } from "../../search";
import { GanError } from "../../shared/errors";
import type { StudyView } from "../../shared/study/study-view";

/** Trials that are shown; the report has all of them. */
const MAX_SHOWN = 10;

/** The outcome of a search, and where it is. One in which every trial failed fails the command. */
export function tellSearch(dir: string, view: StudyView, json: boolean): void {
  const { summary, report, page, runs, schedule } = studyFiles(dir);
  const { name, best, trials, spent } = view;
  const hasSchedule = view.members !== undefined && best.length > 0;
  const files = { summary, report, page, runs, ...(hasSchedule ? { schedule } : {}) };
  if (json) {
    const shown = trials.map(({ number, state, values, objectives, prunedAt }) => ({
      number,
      state,
      values,
      objectives,
      prunedAt,
    }));
    const end = { type: "end", dir, best, spent, trials: shown, files };
    process.stdout.write(`${JSON.stringify(end)}\n`);
  } else {
    const here = (path: string) => relative(process.cwd(), path) || ".";
    process.stdout.write(
      [
        "",
        `${name}: ${stateOfSearch(view)}`,
        "",
        trialsTable(view, MAX_SHOWN),
        "",
        `  report    ${here(report)}`,
        `  page      ${here(page)}`,
        `  figures   ${here(summary)}`,
        `  runs      ${here(runs)}`,
        ...(hasSchedule ? [`  schedule  ${here(schedule)}`] : []),
        `  continue  gan search --resume ${here(dir)}`,
        "",
      ].join("\n"),
    );
  }
  const failed = trials.filter(({ state }) => state === "failed");
  if (failed.length > 0 && failed.length === trials.length)
    throw new GanError(
      "bad-run",
      `all trials failed: ${failed[0]?.runs.find(({ error }) => error)?.error ?? ""}`,
      `the report has all of them (${report})`,
    );
}
