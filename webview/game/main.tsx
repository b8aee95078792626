import { render } from "preact";
import "../components/base.css";
import { oncePerFrame } from "../components/frames";
import "../components/page-head.css";
import { MemoryContext, ThemeContext } from "../components/page-context";
import { ThemeSource } from "../components/theme";
import { GameHost } from "./game-host";
import { GamePage } from "./game-page";
import { GAME_STRINGS } from "./game-strings";
import "./game.css";

/** Draws the page anew, once in a frame, when a message or another theme has come. */
function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new GameHost();
  const theme = new ThemeSource();
  const draw = oncePerFrame(() => {
    const { run, result, progress } = host;
    render(
      <MemoryContext.Provider value={host}>
        <ThemeContext.Provider value={theme.current}>
          {run ? (
            <GamePage {...{ host, run, result, progress }} />
          ) : (
            <p class="empty">{GAME_STRINGS.opening}</p>
          )}
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
