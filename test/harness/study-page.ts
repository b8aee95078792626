/** The page of a study in a plain browser, told of it as the extension tells. */
import type { Browser } from "playwright-core";
import type {
  FromStudyPage,
  StudyContent,
  ToStudyPage,
} from "../../src/shared/protocol/study-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { StudyView } from "../../src/shared/study/study-view";
import type { BuiltPage } from "./built-page";
import { openToldPage, type ToldPageOptions } from "./told-page";

export type StudyPageOptions = ToldPageOptions;

/** A page that shows a study. */
export interface OpenStudyPage extends BuiltPage<FromStudyPage> {
  show(view: StudyView, more?: { own?: boolean; samples?: StudyContent["samples"] }): Promise<void>;
}

export const STUDY_DIR = "/studies/20260102-030405-ring";

/** Opens the built page; the browser stays the caller's. */
export async function openStudyPage(
  browser: Browser,
  options: StudyPageOptions = {},
): Promise<OpenStudyPage> {
  const opened = await openToldPage<ToStudyPage, FromStudyPage>(browser, "study", options);
  return {
    ...opened,
    show(view, { own = false, samples = {} } = {}) {
      const content: StudyContent = { view, samples };
      return opened.tell({
        type: "study",
        protocol: PROTOCOL_VERSION,
        dir: STUDY_DIR,
        content,
        own,
      });
    },
  };
}
