import { existsSync, readFileSync } from "node:fs";
import type { StudyContent } from "../../shared/protocol/study-messages";
import type { StudyView } from "../../shared/study/study-view";
import { pagesDir, reportPage } from "../../shared/files/report-page";
import { writeFileAtomic } from "../../run";
import { bestSamples } from "./best-samples";
import { studyFiles } from "../store/study-files";

/* `report.html`: the page of a study in one file. */

/**
 * Writes a study's page as a file to send to somebody. Run from source it does nothing where the
 * pages have not been built.
 */
export async function writeHtmlReport(dir: string, view: StudyView): Promise<void> {
  const pages = pagesDir();
  if (pages === undefined) return;
  const content: StudyContent = { view, samples: await bestSamples(dir, view, dataUri) };
  writeFileAtomic(studyFiles(dir).page, htmlReport(content, pages));
}

/** A PNG as an address that holds it. */
const dataUri = (file: string): string =>
  existsSync(file) ? `data:image/png;base64,${readFileSync(file).toString("base64")}` : "";

/** The file. @param pages the folder of the built pages */
export const htmlReport = (content: StudyContent, pages: string): string =>
  reportPage(
    {
      page: "study",
      title: content.view.name,
      content,
      noScript: "This page needs JavaScript. The figures are in summary.md and summary.json too.",
    },
    pages,
  );
