import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromDrawingPage, ToDrawingPage } from "../shared/protocol/drawing-page";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { configOfDrawing, ensureConfig, exists, kindOfDrawing } from "./drawing-files";
import { type Asked, ContentPage } from "./editor-page";
import { COMMANDS, DRAWING_EDITOR } from "./ids";
import { webviewHtml, webviewOptions } from "./webview-html";

/*
 * The editor on which a person draws data. What is drawn is the text of a file, so that undo, save,
 * revert and what is kept when the window closes are VS Code's own.
 */

export class DrawingEditors implements vscode.CustomTextEditorProvider, vscode.Disposable {
  private readonly open = new Map<string, DrawingPage>();
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registration = vscode.window.registerCustomEditorProvider(DRAWING_EDITOR, this);
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const key = document.uri.toString();
    panel.webview.options = webviewOptions(this.extensionUri, []);
    const page = new DrawingPage(panel, document, this.log);
    this.open.set(key, page);
    panel.onDidDispose(() => {
      page.dispose();
      if (this.open.get(key) === page) this.open.delete(key);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, "drawing", panel.title);
  }

  /** The page of a drawing, where one is open. */
  pageOf(file: vscode.Uri): DrawingPage | undefined {
    return this.open.get(file.toString());
  }

  dispose(): void {
    this.registration.dispose();
  }
}

class DrawingPage extends ContentPage<FromDrawingPage> {
  /** The page's last edit that the document has. */
  private edited = 0;
  /** Edits are made one after the other. */
  private editing: Promise<void> = Promise.resolve();

  constructor(
    panel: vscode.WebviewPanel,
    readonly document: vscode.TextDocument,
    log: vscode.LogOutputChannel,
  ) {
    super(panel, log);
    const isConfig = (uri: vscode.Uri) => uri.path === configOfDrawing(document.uri).path;
    const anyConfig = ({ files }: { files: readonly vscode.Uri[] }) => {
      if (files.some(isConfig)) void this.update();
    };
    this.toDispose.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) void this.update();
      }),
      vscode.workspace.onDidCreateFiles(anyConfig),
      vscode.workspace.onDidDeleteFiles(anyConfig),
    );
  }

  protected override async messages() {
    return (await import("../shared/protocol/drawing-page")).fromDrawingPageSchema;
  }

  /** A page that begins counts its edits anew. */
  protected override start(): Promise<void> {
    this.edited = 0;
    return super.start();
  }

  protected override async content(): Promise<ToDrawingPage> {
    const { uri } = this.document;
    const config = configOfDrawing(uri);
    const hasConfig = await exists(config);
    return {
      type: "drawing",
      protocol: PROTOCOL_VERSION,
      name: basename(uri.path),
      kind: kindOfDrawing(uri),
      text: this.document.getText(),
      edited: this.edited,
      config: basename(config.path),
      hasConfig,
    };
  }

  protected override async handle(message: Asked<FromDrawingPage>): Promise<void> {
    switch (message.type) {
      case "edit":
        this.editing = this.editing.then(() => this.edit(message));
        return this.editing;
      case "undo":
      case "redo":
        await this.editing;
        await vscode.commands.executeCommand(message.type);
        return;
      case "train":
        await vscode.commands.executeCommand(COMMANDS.train, await this.savedConfig());
        return;
      case "openConfig":
        await vscode.window.showTextDocument(await this.savedConfig(), { preview: false });
        return;
      case "openText":
        await vscode.commands.executeCommand("vscode.openWith", this.document.uri, "default");
    }
  }

  private async edit({ id, text }: Extract<FromDrawingPage, { type: "edit" }>): Promise<void> {
    const { document } = this;
    const all = new vscode.Range(
      document.positionAt(0),
      document.positionAt(document.getText().length),
    );
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, all, text);
    this.edited = id;
    // Where the text is the same already nothing changes, and nothing else tells the page.
    if (text === document.getText() || !(await vscode.workspace.applyEdit(change)))
      await this.update();
  }

  /** Saves the drawing. @returns its config, which is made where there is none */
  private async savedConfig(): Promise<vscode.Uri> {
    await this.editing;
    await this.document.save();
    const config = await ensureConfig(this.document.uri);
    await this.update();
    return config;
  }
}
