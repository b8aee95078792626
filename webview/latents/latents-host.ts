import type { Drawn, ExploreAsk } from "../../src/shared/protocol/explore";
import {
  type FromLatentsPage,
  type LatentsStart,
  type ToLatentsPage,
  toLatentsPageSchema,
} from "../../src/shared/protocol/latents-page";
import { listen } from "../components/listen";
import { PageHost } from "../components/page-host";

export type Explored = Extract<ToLatentsPage, { type: "explored" }>;
type Saved = Omit<Extract<FromLatentsPage, { type: "save" }>, "type">;

interface Waiting {
  resolve(drawn: Drawn): void;
  reject(error: Error): void;
}

/** The extension, as the page that explores latents talks with it. */
export class LatentsHost extends PageHost<FromLatentsPage> {
  /** Who waits for an answer, by the id of what was asked. */
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #onStart: (start: LatentsStart) => void = () => undefined;
  explored: Explored | undefined;
  /** How often the run was opened. */
  openings = 0;
  /** Why nothing can be asked. */
  failure: string | undefined;

  /** @param redraw is called when the run was opened, or could not be */
  connect(redraw: () => void): void {
    listen(this.api, toLatentsPageSchema, (message) => {
      this.#receive(message);
      if (message.type === "explored" || message.type === "failed") redraw();
    });
  }

  #receive(message: ToLatentsPage): void {
    switch (message.type) {
      case "explored":
        this.explored = message;
        this.openings += 1;
        this.failure = undefined;
        this.saveState({ dir: message.dir });
        return;
      case "failed":
        this.failure = message.message;
        for (const { reject } of this.#waiting.values()) reject(new Error(message.message));
        this.#waiting.clear();
        return;
      case "start":
        this.#onStart(message.start);
        return;
      case "drawn":
        this.#take(message.id)?.resolve(message.drawn);
        return;
      case "refused":
        this.#take(message.id)?.reject(new Error(message.message));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** Calls `action` when somebody comes from a sample to this page. */
  onStart(action: (start: LatentsStart) => void): void {
    this.#onStart = action;
  }

  /** Rejects with what a person should know. */
  draw(ask: ExploreAsk): Promise<Drawn> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.api.postMessage({ type: "draw", id, ask });
    });
  }

  again(): void {
    this.api.postMessage({ type: "again" });
  }

  openDashboard(): void {
    this.api.postMessage({ type: "openDashboard" });
  }

  save(saved: Saved): void {
    this.api.postMessage({ type: "save", ...saved });
  }
}
