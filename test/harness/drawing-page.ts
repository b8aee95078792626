/** The page on which data is drawn in a plain browser, told of a drawing as the extension tells. */
import type { Browser } from "playwright-core";
import type { FromDrawingPage, ToDrawingPage } from "../../src/shared/protocol/drawing-page";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { DrawnKind } from "../../src/shared/drawn/drawn-file";
import { openToldPage, type ToldPage, type ToldPageOptions } from "./told-page";

export interface OpenDrawingPage extends ToldPage<ToDrawingPage, FromDrawingPage> {
  /** Tells the page of a file, as it is after the page's own edits. */
  show(text: string): Promise<void>;
  /** The text of the page's last edit; undefined: it made none. */
  text(): Promise<string | undefined>;
}

export async function openDrawingPage(
  browser: Browser,
  kind: DrawnKind,
  options: ToldPageOptions = {},
): Promise<OpenDrawingPage> {
  const opened = await openToldPage<ToDrawingPage, FromDrawingPage>(browser, "drawing", options);
  const edits = async () =>
    (await opened.sent()).flatMap((message) => (message.type === "edit" ? [message] : []));
  return {
    ...opened,
    async show(text) {
      await opened.tell({
        type: "drawing",
        protocol: PROTOCOL_VERSION,
        name: `mine.${kind}.csv`,
        kind,
        text,
        edited: (await edits()).at(-1)?.id ?? 0,
        config: "mine.gan.json",
        hasConfig: true,
      });
    },
    text: async () => (await edits()).at(-1)?.text,
  };
}
