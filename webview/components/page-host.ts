import type { Memory } from "./page-context";

interface VsCodeApi<Message> {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi<Message>(): VsCodeApi<Message>;

/** The extension, as a page of the window talks with it; it keeps what a person has set there. */
export class PageHost<Message> implements Memory {
  protected readonly api = acquireVsCodeApi<Message>();

  get state(): Record<string, unknown> {
    const state = this.api.getState();
    return typeof state === "object" && state !== null ? (state as Record<string, unknown>) : {};
  }

  saveState(changes: Record<string, unknown>): void {
    this.api.setState({ ...this.state, ...changes });
  }
}
