import {
  toWebviewSchema,
  type Command,
  type PageMessage,
  type ToWebview,
} from "../../src/shared/protocol/messages";
import type { FromWebview } from "../../src/shared/protocol/page-requests";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import type { IterationTrace } from "../../src/shared/run/trace";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { afterDrawing } from "./frames";
import { PageHost } from "./page-host";

/* The messages between a page and the extension. */

export type ChangeCommand = Extract<Command, { type: "change" }>;
/** A setting with its new value; null takes it away. */
export type NewSetting = ChangeCommand["set"][number];

type Answered = Extract<ToWebview, { type: "answered" }>;

export type ActionName = Extract<FromWebview, { type: "action" }>["action"];

/** The extension, as a webview talks with it. */
export class Host extends PageHost<FromWebview> {
  /** Who waits for the answer to `checkChange`, by its id. */
  readonly #checks: ((problems: ChangeProblem[]) => void)[] = [];
  /** Who waits until the extension has done what it was asked, by the id. */
  readonly #orders: ((answer: Answered) => void)[] = [];

  /** Listens, then says `ready`: nothing that the extension answers can be missed. */
  connect(receive: (message: PageMessage) => void): void {
    addEventListener("message", (event: MessageEvent<unknown>) => {
      const parsed = toWebviewSchema.safeParse(event.data);
      if (parsed.success) this.#unpack(parsed.data, receive);
      else
        console.error(
          "GAN Workbench: a message that this page does not know",
          parsed.error.message,
        );
    });
    this.api.postMessage({ type: "ready", protocol: PROTOCOL_VERSION });
  }

  /**
   * Hands out what an update holds, and asks for the next when it is on the screen, whatever became
   * of this one.
   */
  #unpack(message: ToWebview, receive: (message: PageMessage) => void): void {
    if (message.type === "changeChecked") return this.#checks[message.id]?.(message.problems);
    if (message.type === "answered") return this.#orders[message.id]?.(message);
    if (message.type !== "update") return receive(message);
    const { id, news } = message;
    try {
      for (const part of news) receive(part);
    } finally {
      afterDrawing(() => this.api.postMessage({ type: "drawn", id }));
    }
  }

  /**
   * Asks something of the run's trainer. @returns whether it was done, when that is known and the
   * page shows what came of it
   */
  command(command: Command): Promise<boolean> {
    return this.#order((id) => ({ type: "command", id, command }));
  }

  /** Pauses the run. @returns what its next iteration will be; undefined where that was refused */
  async trace(): Promise<IterationTrace | undefined> {
    const command = { type: "trace" } as const;
    return (await this.#ask((id) => ({ type: "command", id, command }))).trace;
  }

  async #order(message: (id: number) => FromWebview): Promise<boolean> {
    return (await this.#ask(message)).done;
  }

  #ask(message: (id: number) => FromWebview): Promise<Answered> {
    return new Promise((resolve) => {
      this.api.postMessage(message(this.#orders.push(resolve) - 1));
    });
  }

  /**
   * What is wrong with a change; nothing where it can be made.
   *
   * @param of `fresh`: it is of a new run that begins from scratch
   */
  checkChange(set: NewSetting[], of: { fresh?: true } = {}): Promise<ChangeProblem[]> {
    return new Promise((resolve) => {
      const id = this.#checks.push(resolve) - 1;
      this.api.postMessage({ type: "checkChange", id, set, ...of });
    });
  }

  /** Carries out a command of VS Code for the run. @returns when it is over, as of `command` */
  action(action: ActionName, step?: number, sample?: number): Promise<boolean> {
    const given = {
      ...(step === undefined ? {} : { step }),
      ...(sample === undefined ? {} : { sample }),
    };
    return this.#order((id) => ({ type: "action", id, action, ...given }));
  }

  /** Does what a verdict's button asks. @returns when it is over, as of `command` */
  verdictAction(action: "tryRemedy" | "ignoreVerdict", verdict: string): Promise<boolean> {
    return this.#order((id) => ({ type: "action", id, action, verdict }));
  }

  /** Begins a new run from scratch with other layers. @returns when it is over, as of `command` */
  changeLayers(set: NewSetting[]): Promise<boolean> {
    return this.#order((id) => ({ type: "action", id, action: "changeLayers", set }));
  }

  /** Hands over a file, and the extension asks where to put it. */
  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void {
    this.api.postMessage({ type: "saveFile", name, content, encoding });
  }

  requestPicture(step: number): void {
    this.api.postMessage({ type: "picture", step });
  }

  requestRows(from: number, to: number): void {
    this.api.postMessage({ type: "rows", from, to });
  }
}
