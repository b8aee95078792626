import {
  type FromComparePage,
  type ToComparePage,
  toComparePageSchema,
} from "../../src/shared/protocol/compare-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { afterDrawing } from "../components/frames";
import type { Memory } from "../components/page-context";

interface VsCodeApi {
  postMessage(message: FromComparePage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as the page that compares runs talks with it. */
export class CompareHost implements Memory {
  readonly #api = acquireVsCodeApi();

  /** Listens, then says `ready`: nothing that the extension answers can be missed. */
  connect(receive: (message: ToComparePage) => void): void {
    addEventListener("message", (event: MessageEvent<unknown>) => {
      const parsed = toComparePageSchema.safeParse(event.data);
      if (!parsed.success)
        return console.error(
          "GAN Workbench: a message that this page does not know",
          parsed.error.message,
        );
      this.saveState({ dirs: parsed.data.dirs });
      receive(parsed.data);
      afterDrawing(() => this.#api.postMessage({ type: "drawn" }));
    });
    this.#api.postMessage({ type: "ready", protocol: PROTOCOL_VERSION });
  }

  open(dir: string): void {
    this.#api.postMessage({ type: "open", dir });
  }

  saveFile(name: string, content: string): void {
    this.#api.postMessage({ type: "saveFile", name, content });
  }

  get state(): Record<string, unknown> {
    const state = this.#api.getState();
    return typeof state === "object" && state !== null ? (state as Record<string, unknown>) : {};
  }

  saveState(changes: Record<string, unknown>): void {
    this.#api.setState({ ...this.state, ...changes });
  }
}
