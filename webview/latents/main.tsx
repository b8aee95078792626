import { render } from "preact";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { ThemeSource } from "../components/theme";
import { LatentsHost } from "./latents-host";
import { LatentsPage } from "./latents-page";
import "./latents.css";
import { StatusText } from "./status-text";

/** Draws the page anew, once in a frame, when the run or the theme has changed. */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new LatentsHost();
  const theme = new ThemeSource();
  const draw = oncePerFrame(() => {
    const { explored } = host;
    render(
      <MemoryContext.Provider value={host}>
        <ThemeContext.Provider value={theme.current}>
          <StatusText host={host} />
          {explored && <LatentsPage key={host.openings} host={host} explored={explored} />}
        </ThemeContext.Provider>
      </MemoryContext.Provider>,
      root,
    );
  });
  theme.onChange(draw);
  draw();
  host.connect(draw);
}

start();
