/** The page that explores latents in a plain browser, told of a run as the extension tells. */
import type { Browser } from "playwright-core";
import type { Drawn, ExploreAsk, ExploredRun } from "../../src/shared/protocol/explore";
import type { FromLatentsPage, ToLatentsPage } from "../../src/shared/protocol/latents-page";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { openToldPage, type ToldPage, type ToldPageOptions } from "./told-page";

export interface OpenLatentsPage extends ToldPage<ToLatentsPage, FromLatentsPage> {
  /** Tells the page of its run; from now on what it asks is answered. */
  show(run: ExploredRun): Promise<void>;
}

/** @param answer draws what the page asks for */
export async function openLatentsPage(
  browser: Browser,
  answer: (ask: ExploreAsk) => Promise<Drawn>,
  options: ToldPageOptions = {},
): Promise<OpenLatentsPage> {
  const opened = await openToldPage<ToLatentsPage, FromLatentsPage>(browser, "latents", options);
  const { page, tell } = opened;
  let answered = 0;

  /** Answers what was asked and not answered yet, until the page is closed. */
  async function answerAll(): Promise<void> {
    for (;;) {
      await page.waitForFunction(`sentMessages.length > ${answered}`, undefined, { timeout: 0 });
      const message = await page.evaluate<FromLatentsPage>(`sentMessages[${answered}]`);
      answered += 1;
      if (message.type !== "draw") continue;
      const { id, ask } = message;
      await answer(ask).then(
        (drawn) => tell({ type: "drawn", id, drawn }),
        (error: unknown) => tell({ type: "refused", id, message: String(error) }),
      );
    }
  }

  return {
    ...opened,
    async show(run) {
      const protocol = PROTOCOL_VERSION;
      await tell({ type: "explored", protocol, dir: "/runs/ring", name: "ring", run });
      answerAll().catch((error: unknown) => {
        if (!page.isClosed()) opened.errors.push(String(error));
      });
    },
  };
}
