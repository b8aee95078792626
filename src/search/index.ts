/* Studies as the command line and the extension use them. */

export { openStudy, readGridPlan, readPlan, runDirOf, statusOf } from "./folder";
export { textOf } from "./grid";
export { formatSpread, markdownTable, stateOf, tableOf } from "./markdown";
export { parseStudy } from "./parse-study";
export {
  type GridPlan,
  objectivesOf,
  type Plan,
  type PlannedRun,
  type PlannedTrial,
  runsOfTrial,
  type SearchPlan,
  spaceOf,
  trialsOfGrid,
} from "./plan";
export type { PlacedProblem } from "./plan-combinations";
export { planStudy } from "./plan-study";
export { baseFileOf } from "./study-problems";
export { bestSamples } from "./best-samples";
export { htmlReport, writeHtmlReport } from "./html-report";
export { writeReport } from "./report";
export { stateOfSearch, trialsTable, writeSearchReport } from "./search-report";
export type { Summary, SummaryRow } from "./summary";
export type { StudyEvent } from "./train-run";
export { reopenStudy } from "./reopen";
export { studiesDirOf, studyFiles } from "./study-files";
export { type Execution, SILENCE_MS, workOn, type WorkOptions } from "./worker";
export { readHistory, readStudyView, StudyViewer } from "./view";
export { warmStarted } from "./warm-start";
