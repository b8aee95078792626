import {
  type FromComparePage,
  type ToComparePage,
  toComparePageSchema,
} from "../../src/shared/protocol/compare-messages";
import { listen } from "../components/listen";
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

  connect(receive: (message: ToComparePage) => void): void {
    listen(this.#api, toComparePageSchema, (message) => {
      this.saveState({ dirs: message.dirs });
      receive(message);
    });
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
