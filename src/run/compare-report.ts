import { readFile } from "node:fs/promises";
import type { CompareContent, ComparedRunView } from "../shared/compare/compared-runs";
import { evenSteps } from "../shared/compare/picture-place";
import { GanError } from "../shared/errors";
import { pagesDir, reportPage } from "../shared/files/report-page";
import { readCompared } from "./compared";
import { picturePath } from "./files";

/* The page that compares runs as one file, to be sent to somebody. */

/** So many pictures of a run are in it at most. */
const MAX_PICTURES = 12;

/**
 * The report of some runs, for any browser and without a network.
 *
 * @param view how the page is set when it is opened
 */
export async function compareReport(dirs: readonly string[], view: object = {}): Promise<string> {
  const pages = pagesDir();
  if (pages === undefined) throw new Error("the pages have not been built: npm run build");
  const read = await readCompared(dirs, () => "");
  if (read.runs.length === 0)
    throw new GanError("bad-run", "none of the runs can be read", "choose others");
  const content = await withPictures(read);
  const title = content.runs.map(({ label }) => label).join(", ");
  return reportPage({ page: "compare", title, content, view }, pages);
}

/** The same with the pictures themselves, some of them where a run has many. */
async function withPictures(content: CompareContent): Promise<CompareContent> {
  const runs: ComparedRunView[] = [];
  for (const run of content.runs) {
    const embedded: Record<number, string> = {};
    for (const step of evenSteps(run.pictures, MAX_PICTURES)) {
      const png = await readFile(picturePath(run.dir, step)).catch(() => undefined);
      if (png) embedded[step] = `data:image/png;base64,${png.toString("base64")}`;
    }
    runs.push({ ...run, picturesUri: "", pictures: Object.keys(embedded).map(Number), embedded });
  }
  return { ...content, runs };
}
