import {
  type FromTablePage,
  type TableAction,
  type ToTablePage,
  toTablePageSchema,
} from "../../src/shared/protocol/table-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { afterDrawing } from "../components/frames";

interface VsCodeApi {
  postMessage(message: FromTablePage): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** How long the table stays as it is before that is kept, in milliseconds. */
const SETTLE_MS = 300;

/** The extension, as the table of runs talks with it. */
export class RunsHost {
  readonly #api = acquireVsCodeApi();
  #keeping: ReturnType<typeof setTimeout> | undefined;

  /** Listens, then says `ready`: nothing that the extension answers can be missed. */
  connect(receive: (message: ToTablePage) => void): void {
    addEventListener("message", (event: MessageEvent<unknown>) => {
      const parsed = toTablePageSchema.safeParse(event.data);
      if (!parsed.success)
        return console.error(
          "GAN Workbench: a message that this page does not know",
          parsed.error.message,
        );
      receive(parsed.data);
      afterDrawing(() => this.#api.postMessage({ type: "drawn" }));
    });
    // There is something to restore after a reload, if only that the page was open.
    this.#api.setState({});
    this.#api.postMessage({ type: "ready", protocol: PROTOCOL_VERSION });
  }

  act(action: TableAction, dirs: readonly string[]): void {
    this.#api.postMessage({ type: "action", action, dirs: [...dirs] });
  }

  copy(text: string): void {
    this.#api.postMessage({ type: "copy", text });
  }

  saveFile(name: string, content: string): void {
    this.#api.postMessage({ type: "saveFile", name, content });
  }

  keep(settings: TableSettings): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#api.postMessage({ type: "keep", settings }), SETTLE_MS);
  }
}
