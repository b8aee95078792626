import { type ComponentChildren, render } from "preact";
import type { PageMessage } from "../../src/shared/protocol/messages";
import { oncePerFrame } from "./frames";
import { PictureCache } from "./picture-cache";
import { Host } from "./host";
import { MemoryContext, PageContext, ThemeContext } from "./page-context";
import { RunModel } from "./run-model";
import { ThemeSource } from "./theme";

/**
 * Shows the run that the extension tells of: draws the page anew, once in a frame, when a message
 * or another theme has come.
 */
export function showPage(page: (model: RunModel) => ComponentChildren): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no place for its content");
  const host = new Host();
  const model = new RunModel();
  const pictures = new PictureCache(host);
  const theme = new ThemeSource();
  const context = { host, pictures };
  const draw = oncePerFrame(() =>
    render(
      <PageContext.Provider value={context}>
        <MemoryContext.Provider value={host}>
          <ThemeContext.Provider value={theme.current}>{page(model)}</ThemeContext.Provider>
        </MemoryContext.Provider>
      </PageContext.Provider>,
      root,
    ),
  );
  theme.onChange(draw);
  host.connect((message) => {
    takeIn(message, { host, model, pictures });
    draw();
  });
}

interface PageParts {
  host: Host;
  model: RunModel;
  pictures: PictureCache;
}

function takeIn(message: PageMessage, { host, model, pictures }: PageParts): void {
  if (message.type === "snapshot") {
    pictures.forget();
    const run = message.snapshot?.summary.dir;
    if (run) host.saveState({ runDir: run });
  }
  if (message.type === "picture") pictures.put(message.step, message.picture);
  if (message.type === "sample") pictures.forget(message.step);
  model.apply(message);
}
