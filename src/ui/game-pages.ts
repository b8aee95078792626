import * as vscode from "vscode";
import { formatError, toGanError } from "../shared/errors";
import type { FromGamePage, GameAsk, ToGamePage } from "../shared/protocol/game-page";
import { GAME_DEFAULTS, type GameResult } from "../shared/protocol/jobs";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { type Asked, EditorPage } from "./editor-page";
import { RunEditorPages } from "./run-editor-pages";
import { COMMANDS, GAME_PAGE } from "./ids";
import type { RunManager } from "./run-manager";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";
import { Throttle } from "./throttle";

/* The pages that look at the game of a run: an editor panel for each run. */

export interface GamePageParts {
  store: RunStore;
  manager: RunManager;
  log: vscode.LogOutputChannel;
}

/** How often a page is told of the checkpoints of a run in training, in milliseconds. */
const INTERVAL_MS = 3000;

export class GamePages extends RunEditorPages<GamePage> {
  constructor(
    extensionUri: vscode.Uri,
    private readonly parts: GamePageParts,
  ) {
    super(extensionUri, { viewType: GAME_PAGE, name: "game" });
  }

  protected override titleOf(dir: string): string {
    return vscode.l10n.t("Game: {0}", this.parts.store.nameOf(dir));
  }

  protected override create(panel: vscode.WebviewPanel, dir: string): GamePage {
    return new GamePage(panel, dir, this.parts);
  }

  /** What the page of a run has measured last. */
  resultOf(dir: string): GameResult | undefined {
    return this.page(dir)?.result;
  }
}

/** A panel, and the measurement that it waits for. */
class GamePage extends EditorPage<FromGamePage> {
  result: GameResult | undefined;
  private measuring: { abort: AbortController; last: ToGamePage } | undefined;
  /** The checkpoints that the page knows of. */
  private told = "";
  private disposed = false;

  constructor(
    panel: vscode.WebviewPanel,
    private readonly dir: string,
    private readonly parts: GamePageParts,
  ) {
    super(panel, parts.log);
    const throttle = new Throttle(INTERVAL_MS, () => void this.tellSteps());
    this.toDispose.push(
      throttle,
      parts.store.onDidChange((changed) => {
        if (changed === undefined || changed === dir) throttle.call();
      }),
    );
  }

  private post(message: ToGamePage): void {
    if (!this.disposed) void this.panel.webview.postMessage(message);
  }

  /** The page may have been away while something was measured. */
  protected override async start(): Promise<void> {
    this.told = "";
    await this.tellSteps();
    if (this.measuring) this.post(this.measuring.last);
    else if (this.result) this.post({ type: "measured", result: this.result });
  }

  private async tellSteps(): Promise<void> {
    if (!this.asked || this.disposed) return;
    const { checkpointSteps } = await import("../run/checkpoint-files");
    const steps = checkpointSteps(this.dir).sort((a, b) => a - b);
    if (this.told === steps.join()) return;
    this.told = steps.join();
    const name = this.parts.store.nameOf(this.dir);
    this.post({ type: "run", protocol: PROTOCOL_VERSION, dir: this.dir, name, steps });
  }

  private async measure(ask: GameAsk): Promise<void> {
    if (this.measuring) return;
    const abort = new AbortController();
    const begun = vscode.l10n.t("starting");
    const measuring = { abort, last: { type: "progress", what: begun, fraction: 0 } as ToGamePage };
    this.measuring = measuring;
    this.post(measuring.last);
    const { points } = GAME_DEFAULTS;
    const job = { kind: "game", runDir: this.dir, points, ...ask } as const;
    try {
      const result = await this.parts.manager.doJob<"game">(job, {
        signal: abort.signal,
        onProgress: (what, fraction) => {
          measuring.last = { type: "progress", what, fraction };
          this.post(measuring.last);
        },
      });
      this.result = result;
      this.post({ type: "measured", result });
    } catch (error) {
      const { signal } = abort;
      this.post(
        signal.aborted
          ? { type: "ended" }
          : { type: "ended", message: formatError(toGanError(error)) },
      );
    } finally {
      this.measuring = undefined;
    }
  }

  protected override async messages() {
    return (await import("../shared/protocol/game-page")).fromGamePageSchema;
  }

  protected override async drawn(): Promise<void> {
    this.hasDrawn = true;
  }

  protected override async handle(message: Asked<FromGamePage>): Promise<void> {
    switch (message.type) {
      case "measure":
        return this.measure(message.ask);
      case "cancel":
        return this.measuring?.abort.abort();
      case "saveFile":
        return saveFile(message);
      case "openDashboard":
        await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: this.dir });
    }
  }

  override dispose(): void {
    super.dispose();
    this.disposed = true;
    this.measuring?.abort.abort();
  }
}
