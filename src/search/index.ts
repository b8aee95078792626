/* Studies as the command line and the extension use them. */

export { type Execution, executeStudy, type StudyEvent } from "./execute";
export { openStudy, readPlan, runDirOf, statusOf, studiesDirOf, studyFiles } from "./folder";
export { textOf } from "./grid";
export { formatSpread, markdownTable, stateOf, tableOf } from "./markdown";
export { parseStudy, type PlacedProblem, type Plan, planStudy, type PlannedRun } from "./plan";
export { writeReport } from "./report";
export type { Summary, SummaryRow } from "./summary";
