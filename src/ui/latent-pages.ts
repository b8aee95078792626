import { basename } from "node:path";
import * as vscode from "vscode";
import { formatError, toGanError } from "../shared/errors";
import type { FromLatentsPage, LatentsStart, ToLatentsPage } from "../shared/protocol/latents-page";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { nameOfRun } from "../shared/run/run";
import type { RunExplorer } from "../trainer-client/explorer";
import { showError } from "./errors";
import { COMMANDS, LATENTS_PAGE } from "./ids";
import type { RunStore } from "./run-store";
import { saveWithLatents } from "./save-file";
import { requireTrust } from "./trust";
import { webviewHtml, webviewOptions } from "./webview-html";

/* The pages that explore the latents of a run: an editor panel and a process for each run. */

export interface LatentPageParts {
  store: RunStore;
  log: vscode.LogOutputChannel;
  trainerFile: string;
  /** Where downloads are kept now. */
  cacheDirs(): string[];
}

/** The run of what a page left in VS Code to be built again from after a reload. */
function dirOfState(state: unknown): string | undefined {
  const dir = (state as { dir?: unknown } | null | undefined)?.dir;
  return typeof dir === "string" && dir !== "" ? dir : undefined;
}

export class LatentPages implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Map<string, LatentPage>();
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: LatentPageParts,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(LATENTS_PAGE, this);
  }

  /** Brings the page of a run to the front, at a sample of its pictures where one is named. */
  show(dir: string, column: vscode.ViewColumn, start: LatentsStart = {}): void {
    const existing = this.open.get(dir);
    if (existing) {
      existing.panel.reveal();
      return existing.startAt(start);
    }
    const panel = vscode.window.createWebviewPanel(
      LATENTS_PAGE,
      this.titleOf(dir),
      { viewColumn: column },
      webviewOptions(this.extensionUri, []),
    );
    this.adopt(panel, dir).startAt(start);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const dir = dirOfState(state);
    if (dir === undefined || this.open.has(dir)) return panel.dispose();
    panel.webview.options = webviewOptions(this.extensionUri, []);
    this.adopt(panel, dir);
  }

  /** How many messages the page of a run has drawn: the run, then the answers to what it asked. */
  drawnOf(dir: string): number {
    return this.open.get(dir)?.drawn ?? 0;
  }

  private titleOf(dir: string): string {
    const run = this.parts.store.get(dir);
    return vscode.l10n.t("Latents: {0}", run ? nameOfRun(run) : basename(dir));
  }

  private adopt(panel: vscode.WebviewPanel, dir: string): LatentPage {
    const page = new LatentPage(panel, dir, this.parts);
    this.open.set(dir, page);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidDispose(() => {
      page.dispose();
      if (this.open.get(dir) === page) this.open.delete(dir);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "latents", panel.title);
    return page;
  }

  /** Its processes end with their pages. */
  dispose(): void {
    this.serializer.dispose();
    for (const page of this.open.values()) page.dispose();
  }
}

/** A panel and its process, which stays while the panel does. */
class LatentPage implements vscode.Disposable {
  drawn = 0;
  /** The page's program runs. */
  private asked = false;
  private start: LatentsStart = {};
  private explorer: Promise<RunExplorer> | undefined;
  private disposed = false;
  private readonly listener: vscode.Disposable;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly dir: string,
    private readonly parts: LatentPageParts,
  ) {
    this.listener = panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
  }

  /** Begins at a sample, now or when the page is there. */
  startAt(start: LatentsStart): void {
    if (Object.keys(start).length === 0) return;
    if (this.asked) this.post({ type: "start", start });
    else this.start = start;
  }

  private post(message: ToLatentsPage): void {
    if (!this.disposed) void this.panel.webview.postMessage(message);
  }

  /** Opens the run unless it is open, and tells the page of it. */
  private async tell(): Promise<void> {
    const { dir } = this;
    try {
      const { run } = await this.opened();
      const { start } = this;
      const summary = this.parts.store.get(dir);
      const name = summary ? nameOfRun(summary) : basename(dir);
      this.post({ type: "explored", protocol: PROTOCOL_VERSION, dir, name, run, start });
      this.start = {};
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.explorer = undefined;
    this.post({ type: "failed", message: formatError(toGanError(error)) });
  }

  private opened(): Promise<RunExplorer> {
    this.explorer ??= this.begin();
    return this.explorer;
  }

  private async begin(): Promise<RunExplorer> {
    requireTrust();
    const [{ startExplorer }, { trustRun }] = await Promise.all([
      import("../trainer-client/explorer"),
      import("../run/trust"),
    ]);
    const { log, trainerFile, cacheDirs } = this.parts;
    // The person trusts the workspace, and with it the code that its runs keep.
    trustRun(this.dir, cacheDirs());
    const explorer = await startExplorer({
      trainerFile,
      cacheDirs: cacheDirs(),
      runDir: this.dir,
      onNotice: (message) => log.info(`${this.dir}: ${message}`),
    });
    if (this.disposed) explorer.close();
    void explorer.ended.then((error) => {
      if (error) this.fail(error);
    });
    return explorer;
  }

  private async receive(raw: unknown): Promise<void> {
    const { fromLatentsPageSchema } = await import("../shared/protocol/latents-page");
    const checked = fromLatentsPageSchema.safeParse(raw);
    if (!checked.success) {
      this.parts.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    this.handle(checked.data).catch((error: unknown) => showError(error, this.parts.log));
  }

  private async handle(message: FromLatentsPage): Promise<void> {
    switch (message.type) {
      case "ready":
        if (message.protocol !== PROTOCOL_VERSION) return;
        this.asked = true;
        return this.tell();
      case "again":
        return this.tell();
      case "draw":
        return this.draw(message);
      case "save":
        return saveWithLatents(this.dir, message);
      case "openDashboard":
        await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: this.dir });
        return;
      case "drawn":
        this.drawn += 1;
    }
  }

  private async draw({ id, ask }: Extract<FromLatentsPage, { type: "draw" }>): Promise<void> {
    try {
      const drawn = await (await this.opened()).draw(ask);
      this.post({ type: "drawn", id, drawn });
    } catch (error) {
      this.post({ type: "refused", id, message: formatError(toGanError(error)) });
    }
  }

  dispose(): void {
    this.disposed = true;
    this.listener.dispose();
    this.explorer?.then(
      (explorer) => explorer.close(),
      () => undefined,
    );
  }
}
