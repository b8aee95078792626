import type { ComponentChildren } from "preact";
import type { PageMessage } from "../../src/shared/protocol/messages";
import { oncePerFrame } from "./frames";
import { PictureCache } from "./picture-cache";
import { Host } from "./host";
import { PageContext } from "./page-context";
import { RunModel } from "./run-model";
import { mountPage } from "./start-page";

/**
 * Shows the run that the extension tells of: draws the page anew, once in a frame, when a message
 * or another theme has come.
 */
export function showPage(page: (model: RunModel) => ComponentChildren): void {
  const host = new Host();
  const model = new RunModel();
  const pictures = new PictureCache(host);
  const context = { host, pictures };
  const content = () => <PageContext.Provider value={context}>{page(model)}</PageContext.Provider>;
  // The first to draw is what the extension tells: that there is no run is not known before.
  const draw = oncePerFrame(mountPage(host, content));
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
