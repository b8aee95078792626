import * as vscode from "vscode";
import type { ZodType } from "zod";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { showError } from "./errors";

/* What the pages in editor panels have in common. */

/** What every page says: its program runs, and it has shown what it was sent. */
type ReadyOrDrawn = { type: "ready"; protocol: number } | { type: "drawn" };

type Message = ReadyOrDrawn | { type: string };

/** What a page's controls ask. */
export type Asked<FromPage extends Message> = Exclude<FromPage, ReadyOrDrawn>;

/**
 * A page in an editor panel: its messages are checked and carried out; it is sent something from
 * when it has asked until it is hidden.
 */
export abstract class EditorPage<FromPage extends Message> implements vscode.Disposable {
  /** The page has shown what it was sent. */
  hasDrawn = false;
  /** The page's program runs and waits for what it shows. */
  protected asked = false;
  protected readonly toDispose: vscode.Disposable[];

  constructor(
    readonly panel: vscode.WebviewPanel,
    protected readonly log: vscode.LogOutputChannel,
  ) {
    this.toDispose = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away by VS Code; it asks anew when it comes back.
        if (!panel.visible) this.asked = false;
      }),
    ];
  }

  /** What the page may say. Loaded with its first message: activation is quicker without. */
  protected abstract messages(): Promise<ZodType<FromPage>>;

  /** The page's program has begun, and knows nothing. */
  protected abstract start(): Promise<void>;

  /** The page has shown a message. */
  protected abstract drawn(): Promise<void>;

  /** Carries out what the page's controls ask. */
  protected abstract handle(message: Asked<FromPage>): Promise<void>;

  /** Checks what the page says, and carries it out. */
  async receive(raw: unknown): Promise<void> {
    const checked = (await this.messages()).safeParse(raw);
    if (!checked.success) {
      this.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    try {
      await this.answer(checked.data);
    } catch (error) {
      await showError(error, this.log);
    }
  }

  private async answer(message: FromPage): Promise<void> {
    if (isReady(message)) {
      if (message.protocol !== PROTOCOL_VERSION) return;
      this.asked = true;
      return this.start();
    }
    if (message.type === "drawn") return this.drawn();
    return this.handle(message as Asked<FromPage>);
  }

  dispose(): void {
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

function isReady(message: Message): message is Extract<ReadyOrDrawn, { type: "ready" }> {
  return message.type === "ready";
}

/**
 * A page that is sent its content as it stands, again whenever it has changed, one message on its
 * way at a time.
 */
export abstract class ContentPage<FromPage extends Message> extends EditorPage<FromPage> {
  private inFlight = false;
  /** The content has changed since the message on its way was made. */
  private behind = false;

  /** The message with the content; undefined where there is none to show. */
  protected abstract content(): Promise<object | undefined>;

  /** Sends the content, now or when the page has shown what it was sent before. */
  protected async update(): Promise<void> {
    if (!this.asked) return;
    if (this.inFlight) {
      this.behind = true;
      return;
    }
    this.inFlight = true;
    this.behind = false;
    try {
      const content = await this.content();
      if (content) await this.panel.webview.postMessage(content);
      else this.inFlight = false;
    } catch (error) {
      this.inFlight = false;
      await showError(error, this.log);
    }
  }

  protected start(): Promise<void> {
    this.inFlight = false;
    return this.update();
  }

  protected async drawn(): Promise<void> {
    this.hasDrawn = true;
    this.inFlight = false;
    if (this.behind) await this.update();
  }
}
