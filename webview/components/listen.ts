import type * as z from "../../src/shared/zod";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { afterDrawing } from "./frames";

/* How a page that is told whole contents hears the extension. */

/** What such a page says of itself. */
type Said = { type: "drawn" } | { type: "ready"; protocol: typeof PROTOCOL_VERSION };

/**
 * Listens, then says `ready`: nothing that the extension answers can be missed. Says `drawn` when
 * what was received is on the screen.
 */
export function listen<Message>(
  api: { postMessage(message: Said): void },
  schema: z.ZodType<Message>,
  receive: (message: Message) => void,
): void {
  addEventListener("message", (event: MessageEvent<unknown>) => {
    const parsed = schema.safeParse(event.data);
    if (!parsed.success)
      return console.error(
        "GAN Workbench: a message that this page does not know",
        parsed.error.message,
      );
    receive(parsed.data);
    afterDrawing(() => api.postMessage({ type: "drawn" }));
  });
  api.postMessage({ type: "ready", protocol: PROTOCOL_VERSION });
}
