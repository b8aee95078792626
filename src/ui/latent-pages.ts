import * as vscode from "vscode";
import { formatError, toGanError } from "../shared/errors";
import type { FromLatentsPage, LatentsStart, ToLatentsPage } from "../shared/protocol/latents-page";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import type { RunExplorer } from "../trainer-client/explorer";
import { type Asked, EditorPage } from "./editor-page";
import { RunEditorPages } from "./run-editor-pages";
import { COMMANDS, LATENTS_PAGE } from "./ids";
import type { RunStore } from "./run-store";
import { saveWithLatents } from "./save-file";
import { requireTrust } from "./trust";

/* The pages that explore the latents of a run: an editor panel and a process for each run. */

export interface LatentPageParts {
  store: RunStore;
  log: vscode.LogOutputChannel;
  trainerFile: string;
  /** Where downloads are kept now. */
  cacheDirs(): string[];
}

export class LatentPages extends RunEditorPages<LatentPage> {
  constructor(
    extensionUri: vscode.Uri,
    private readonly parts: LatentPageParts,
  ) {
    super(extensionUri, { viewType: LATENTS_PAGE, name: "latents" });
  }

  protected override titleOf(dir: string): string {
    return vscode.l10n.t("Latents: {0}", this.parts.store.nameOf(dir));
  }

  protected override create(panel: vscode.WebviewPanel, dir: string): LatentPage {
    return new LatentPage(panel, dir, this.parts);
  }

  /** Brings the page of a run to the front, at a sample of its pictures where one is named. */
  showAt(dir: string, column: vscode.ViewColumn, start: LatentsStart): void {
    this.show(dir, column);
    this.page(dir)?.startAt(start);
  }

  /** How many messages the page of a run has drawn: the run, then the answers to what it asked. */
  drawnOf(dir: string): number {
    return this.page(dir)?.drawnCount ?? 0;
  }
}

/** A panel and its process, which stays while the panel does. */
class LatentPage extends EditorPage<FromLatentsPage> {
  drawnCount = 0;
  private startsAt: LatentsStart = {};
  private explorer: Promise<RunExplorer> | undefined;
  private disposed = false;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly dir: string,
    private readonly parts: LatentPageParts,
  ) {
    super(panel, parts.log);
  }

  /** Begins at a sample, now or when the page is there. */
  startAt(start: LatentsStart): void {
    if (Object.keys(start).length === 0) return;
    if (this.asked) this.post({ type: "start", start });
    else this.startsAt = start;
  }

  private post(message: ToLatentsPage): void {
    if (!this.disposed) void this.panel.webview.postMessage(message);
  }

  /** Opens the run unless it is open, and tells the page of it. */
  protected override async start(): Promise<void> {
    const { dir } = this;
    try {
      const { run } = await this.opened();
      const start = this.startsAt;
      const name = this.parts.store.nameOf(dir);
      this.post({ type: "explored", protocol: PROTOCOL_VERSION, dir, name, run, start });
      this.startsAt = {};
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

  protected override async messages() {
    return (await import("../shared/protocol/latents-page")).fromLatentsPageSchema;
  }

  protected override async drawn(): Promise<void> {
    this.drawnCount++;
  }

  protected override async handle(message: Asked<FromLatentsPage>): Promise<void> {
    switch (message.type) {
      case "again":
        return this.start();
      case "draw":
        return this.draw(message);
      case "save":
        return saveWithLatents(this.dir, message);
      case "openDashboard":
        await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: this.dir });
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

  override dispose(): void {
    super.dispose();
    this.disposed = true;
    this.explorer?.then(
      (explorer) => explorer.close(),
      () => undefined,
    );
  }
}
