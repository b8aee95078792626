import { render } from "preact";
import type { CompareContent } from "../../src/shared/compare/compared-runs";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { ThemeSource } from "../components/theme";
import { CompareHost } from "./compare-host";
import { ComparePage } from "./compare-page";
import { COMPARE_STRINGS } from "./compare-strings";
import "./compare.css";

/** Draws the page anew, once in a frame, when the runs or the theme have changed. */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const theme = new ThemeSource();
  const host = new CompareHost();
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
  host.connect((message) => {
    ({ content } = message);
    draw();
  });
}

start();
