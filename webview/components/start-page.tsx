import { type ComponentChildren, render } from "preact";
import { oncePerFrame } from "./frames";
import { type Memory, MemoryContext, ThemeContext } from "./page-context";
import { ThemeSource } from "./theme";

/**
 * The place of a page's content, in which it is drawn; again, once in a frame, when another theme
 * has come.
 *
 * @returns draws it anew, at once
 */
export function mountPage(memory: Memory, content: () => ComponentChildren): () => void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const theme = new ThemeSource();
  const draw = () =>
    render(
      <MemoryContext.Provider value={memory}>
        <ThemeContext.Provider value={theme.current}>{content()}</ThemeContext.Provider>
      </MemoryContext.Provider>,
      root,
    );
  theme.onChange(oncePerFrame(draw));
  return draw;
}

/**
 * A page that begins to be drawn.
 *
 * @returns draws it anew, once in a frame, however often it is called before that
 */
export function startPage(memory: Memory, content: () => ComponentChildren): () => void {
  const draw = oncePerFrame(mountPage(memory, content));
  draw();
  return draw;
}
