/* Studies as the command line and the extension use them. */

export { openStudy, readGridPlan, readPlan, runDirOf, statusOf } from "./plan/folder";
export { textOf } from "./space/grid";
export { formatSpread, markdownTable, stateOf, tableOf } from "./report/markdown";
export { parseStudy } from "./study-file/parse-study";
export { generationsOf, isPopulation, membersOf, type PopulationPlan } from "./plan/generations";
export type { StudyRun } from "./plan/trials";
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
} from "./plan/plan";
export type { PlacedProblem } from "./plan/plan-combinations";
export { planStudy } from "./plan/plan-study";
export { baseFileOf } from "./study-file/study-problems";
export { bestSamples } from "./report/best-samples";
export { htmlReport, writeHtmlReport } from "./report/html-report";
export { writeReport } from "./report/report";
export { stateOfSearch, trialsTable, writeSearchReport } from "./report/search-report";
export type { Summary, SummaryRow } from "./report/summary";
export type { StudyEvent } from "./work/train-run";
export { reopenStudy } from "./work/reopen";
export { studiesDirOf, studyFiles } from "./store/study-files";
export { type Execution, SILENCE_MS, workOn, type WorkOptions } from "./work/worker";
export { readHistory, readStudyView, StudyViewer } from "./outcome/view";
export { warmStarted } from "./plan/warm-start";
