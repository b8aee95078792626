import type { StudyContent } from "../../src/shared/protocol/study-messages";
import "../components/base.css";
import "../components/grid.css";
import "../components/page-head.css";
import { startPage } from "../components/start-page";
import { StudyHostContext } from "./study-context";
import { ReportHost, type StudyHost, WindowHost } from "./study-host";
import { StudyPage } from "./study-page";
import { followSystemTheme } from "../components/report-theme";
import "./study.css";

interface Shown {
  dir: string;
  content: StudyContent;
  /** Whether this window trains it. */
  own: boolean;
}

/** @returns shows a study, or what has become of it */
function pageOf(host: StudyHost): (shown: Shown) => void {
  let shown: Shown | undefined;
  const draw = startPage(host, () => (
    <StudyHostContext.Provider value={host}>
      <StudyPage {...shown} />
    </StudyHostContext.Provider>
  ));
  return (next) => {
    shown = next;
    draw();
  };
}

/** A report has its study in the file itself; a page of the window is told of it. */
function start(): void {
  const embedded = document.getElementById("study-content");
  if (embedded) {
    followSystemTheme();
    const content = JSON.parse(embedded.textContent ?? "") as StudyContent;
    return pageOf(new ReportHost())({ dir: "", content, own: false });
  }
  const host = new WindowHost();
  const show = pageOf(host);
  host.connect(({ dir, content, own }) => {
    host.saveState({ studyDir: dir });
    show({ dir, content, own });
  });
}

start();
