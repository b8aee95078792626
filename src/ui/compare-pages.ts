import * as vscode from "vscode";
import { runFiles } from "../run/files";
import type { FromComparePage, ToComparePage } from "../shared/protocol/compare-messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { type Asked, ContentPage } from "./editor-page";
import { EditorPages } from "./editor-pages";
import { COMMANDS, COMPARE_PAGE } from "./ids";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";
import { Throttle } from "./throttle";

/* The pages that compare runs: an editor panel for each set of runs. */

export interface ComparePageParts {
  store: RunStore;
  log: vscode.LogOutputChannel;
}

/** How often a page is told of runs that are being trained, in milliseconds. */
const INTERVAL_MS = 3000;

export class ComparePages extends EditorPages<readonly string[], ComparePage> {
  constructor(
    extensionUri: vscode.Uri,
    private readonly parts: ComparePageParts,
  ) {
    super(extensionUri, { viewType: COMPARE_PAGE, name: "compare" });
  }

  protected override keyOf(dirs: readonly string[]): string {
    return [...dirs].sort().join("\n");
  }

  protected override titleOf(dirs: readonly string[]): string {
    return vscode.l10n.t("GAN: {0} runs compared", dirs.length);
  }

  protected override foldersOf(dirs: readonly string[]): readonly string[] {
    return dirs;
  }

  protected override subjectOf(state: unknown): string[] | undefined {
    const dirs = (state as { dirs?: unknown } | null | undefined)?.dirs;
    const named = Array.isArray(dirs) ? dirs.filter((dir) => typeof dir === "string") : [];
    return named.length > 0 ? named : undefined;
  }

  protected override create(panel: vscode.WebviewPanel, dirs: readonly string[]): ComparePage {
    return new ComparePage(panel, dirs, this.parts);
  }
}

/** A panel that shows runs side by side. */
class ComparePage extends ContentPage<FromComparePage> {
  constructor(
    panel: vscode.WebviewPanel,
    private readonly dirs: readonly string[],
    parts: ComparePageParts,
  ) {
    super(panel, parts.log);
    const throttle = new Throttle(INTERVAL_MS, () => void this.update());
    this.toDispose.push(
      throttle,
      parts.store.onDidChange((dir) => {
        if (dir === undefined || dirs.includes(dir)) throttle.call();
      }),
    );
  }

  protected override async content(): Promise<ToComparePage> {
    const { dirs, panel } = this;
    const { readCompared } = await import("../run/compared");
    const content = await readCompared(dirs, (dir) =>
      panel.webview.asWebviewUri(vscode.Uri.file(runFiles(dir).samples)).toString(),
    );
    return { type: "compared", protocol: PROTOCOL_VERSION, dirs: [...dirs], content };
  }

  private async saveReport(view: object): Promise<void> {
    const { compareReport } = await import("../run/compare-report");
    return saveFile({ name: "comparison.html", content: await compareReport(this.dirs, view) });
  }

  private async sendPicture(dir: string, step: number): Promise<void> {
    if (!this.dirs.includes(dir)) return;
    const { readPicture } = await import("../run/store");
    const picture = (await readPicture(dir, step)) ?? null;
    await this.panel.webview.postMessage({ type: "picture", dir, step, picture });
  }

  protected override async messages() {
    return (await import("../shared/protocol/compare-messages")).fromComparePageSchema;
  }

  protected override async handle(message: Asked<FromComparePage>): Promise<void> {
    switch (message.type) {
      case "saveFile":
        return saveFile(message);
      case "report":
        return this.saveReport(message.view);
      case "picture":
        return this.sendPicture(message.dir, message.step);
      case "open":
        if (this.dirs.includes(message.dir))
          await vscode.commands.executeCommand(COMMANDS.openDashboard, { dir: message.dir });
    }
  }
}
