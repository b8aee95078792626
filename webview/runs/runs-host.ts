import {
  type FromTablePage,
  type TableAction,
  type ToTablePage,
  toTablePageSchema,
} from "../../src/shared/protocol/table-messages";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { listen } from "../components/listen";
import { PageHost } from "../components/page-host";

/** How long the table stays as it is before that is kept, in milliseconds. */
const SETTLE_MS = 300;

/** The extension, as the table of runs talks with it. */
export class RunsHost extends PageHost<FromTablePage> {
  #keeping: ReturnType<typeof setTimeout> | undefined;

  connect(receive: (message: ToTablePage) => void): void {
    // There is something to restore after a reload, if only that the page was open.
    this.saveState({});
    listen(this.api, toTablePageSchema, receive);
  }

  act(action: TableAction, dirs: readonly string[]): void {
    this.api.postMessage({ type: "action", action, dirs: [...dirs] });
  }

  copy(text: string): void {
    this.api.postMessage({ type: "copy", text });
  }

  saveFile(name: string, content: string): void {
    this.api.postMessage({ type: "saveFile", name, content });
  }

  keep(settings: TableSettings): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.api.postMessage({ type: "keep", settings }), SETTLE_MS);
  }
}
