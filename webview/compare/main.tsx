import { render } from "preact";
import type { CompareContent } from "../../src/shared/compare/compared-runs";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { followSystemTheme } from "../components/report-theme";
import { ThemeSource } from "../components/theme";
import { type CompareHost, ReportHost, WindowHost } from "./compare-host";
import { ComparePage } from "./compare-page";
import { COMPARE_STRINGS } from "./compare-strings";
import "./compare.css";

/** Draws the page anew, once in a frame, when the runs or the theme have changed. */
function pageOf(host: CompareHost): (content: CompareContent) => void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const theme = new ThemeSource();
  let content: CompareContent | undefined;
  const draw = oncePerFrame(() =>
    render(
      <MemoryContext.Provider value={host}>
        <ThemeContext.Provider value={theme.current}>
          {content ? (
            <ComparePage host={host} content={content} />
          ) : (
            <p class="empty">{COMPARE_STRINGS.reading}</p>
          )}
        </ThemeContext.Provider>
      </MemoryContext.Provider>,
      root,
    ),
  );
  theme.onChange(draw);
  draw();
  return (next) => {
    content = next;
    draw();
  };
}

/** What a report has in its file. */
const embedded = (id: string): unknown => {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
};

/** A report has its runs in the file itself; a page of the window is told of them. */
function start(): void {
  const content = embedded("compare-content") as CompareContent | undefined;
  if (content) {
    followSystemTheme();
    const view = (embedded("compare-view") ?? {}) as Record<string, unknown>;
    return pageOf(new ReportHost(view))(content);
  }
  const host = new WindowHost();
  const show = pageOf(host);
  host.connect((message) => show(message.content));
}

start();
