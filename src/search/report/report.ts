import { basename } from "node:path";
import { writeFileAtomic } from "../../run";
import { readGridPlan } from "../plan/folder";
import { studyFiles } from "../store/study-files";
import { writeHtmlReport } from "./html-report";
import { reportOf } from "./markdown";
import { studySvg } from "./picture";
import { rounded } from "../../shared/text/rounded";
import { readResults } from "./results";
import { summarise, type Summary } from "./summary";
import { readStudyView } from "../outcome/view";

/* Writes a study's report: the table, the figures and the picture. */

/**
 * Writes a study's report from its folder, however far it has come: the table, the figures, the
 * picture and the page. Returns the figures.
 */
export async function writeReport(dir: string): Promise<Summary> {
  const plan = readGridPlan(dir);
  const summary = summarise(plan, await readResults(dir, plan));
  const files = studyFiles(dir);
  writeFileAtomic(files.summary, `${JSON.stringify(summary, rounded)}\n`);
  writeFileAtomic(files.picture, studySvg(summary));
  writeFileAtomic(files.report, reportOf(summary, basename(files.picture)));
  await writeHtmlReport(dir, await readStudyView(dir));
  return summary;
}
