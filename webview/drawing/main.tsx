import { render } from "preact";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { ThemeSource } from "../components/theme";
import { DrawingHost } from "./drawing-host";
import { DrawingPage } from "./drawing-page";
import { DRAWING_STRINGS } from "./drawing-strings";
import "./drawing.css";

/**
 * Draws the page anew when the drawing has changed: at once, so that the next stroke finds the one
 * before; and once in a frame when the theme has.
 */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new DrawingHost();
  const theme = new ThemeSource();
  const draw = () => {
    const { drawing } = host;
    render(
      <MemoryContext.Provider value={host}>
        <ThemeContext.Provider value={theme.current}>
          {drawing ? (
            <DrawingPage host={host} drawing={drawing} />
          ) : (
            <p class="hint drawing" role="status">
              {DRAWING_STRINGS.opening}
            </p>
          )}
        </ThemeContext.Provider>
      </MemoryContext.Provider>,
      root,
    );
  };
  theme.onChange(oncePerFrame(draw));
  draw();
  host.connect(draw);
}

start();
