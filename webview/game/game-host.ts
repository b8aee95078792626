import {
  type FromGamePage,
  type GameAsk,
  type ToGamePage,
  toGamePageSchema,
} from "../../src/shared/protocol/game-page";
import type { GameResult } from "../../src/shared/protocol/jobs";
import { listen } from "../components/listen";
import { PageHost } from "../components/page-host";

export type ToldRun = Extract<ToGamePage, { type: "run" }>;

/** How far the looking is, or how it ended. */
export type GameState =
  | { type: "idle" }
  | { type: "measuring"; what: string; fraction: number }
  | { type: "cancelled" }
  | { type: "failed"; message: string };

/** The extension, as the page that looks at the game talks with it. */
export class GameHost extends PageHost<FromGamePage> {
  run: ToldRun | undefined;
  result: GameResult | undefined;
  progress: GameState = { type: "idle" };

  /** @param redraw is called when something has come */
  connect(redraw: () => void): void {
    this.result = this.state["result"] as GameResult | undefined;
    listen(this.api, toGamePageSchema, (message) => {
      this.#receive(message);
      redraw();
    });
  }

  #receive(message: ToGamePage): void {
    switch (message.type) {
      case "run":
        this.run = message;
        this.saveState({ dir: message.dir });
        return;
      case "progress":
        this.progress = {
          type: "measuring",
          what: message.what,
          fraction: message.fraction,
        };
        return;
      case "measured":
        this.progress = { type: "idle" };
        this.result = message.result;
        this.saveState({ result: message.result });
        return;
      case "ended":
        this.progress =
          message.message === undefined
            ? { type: "cancelled" }
            : { type: "failed", message: message.message };
    }
  }

  measure(ask: GameAsk): void {
    this.api.postMessage({ type: "measure", ask });
  }

  cancel(): void {
    this.api.postMessage({ type: "cancel" });
  }

  openDashboard(): void {
    this.api.postMessage({ type: "openDashboard" });
  }

  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void {
    this.api.postMessage({ type: "saveFile", name, content, encoding });
  }
}
