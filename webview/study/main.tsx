import { render } from "preact";
import type { StudyContent } from "../../src/shared/protocol/study-messages";
import "../components/base.css";
import "../components/grid.css";
import "../components/page-head.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { ThemeSource } from "../components/theme";
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

/** Draws the page anew, once in a frame, when something or the theme has changed. */
function pageOf(host: StudyHost): (shown: Shown) => void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const theme = new ThemeSource();
  let shown: Shown | undefined;
  const draw = oncePerFrame(() =>
    render(
      <StudyHostContext.Provider value={host}>
        <MemoryContext.Provider value={host}>
          <ThemeContext.Provider value={theme.current}>
            <StudyPage {...shown} />
          </ThemeContext.Provider>
        </MemoryContext.Provider>
      </StudyHostContext.Provider>,
      root,
    ),
  );
  theme.onChange(draw);
  draw();
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
