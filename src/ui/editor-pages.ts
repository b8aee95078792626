import * as vscode from "vscode";
import { webviewHtml, webviewOptions, type PageName } from "./webview-html";

/* Kinds of pages in editor panels: opened, found again, and brought back after a reload. */

/** A page, as `EditorPages` knows it. */
export interface Page extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly hasDrawn: boolean;
}

export interface PageKind {
  /** As package.json's `onWebviewPanel:` names it. */
  viewType: string;
  /** The page's program in dist/webview. */
  name: PageName;
}

/** The pages of one kind: an editor panel for each subject that somebody opened. */
export abstract class EditorPages<Subject, P extends Page>
  implements vscode.WebviewPanelSerializer, vscode.Disposable
{
  private readonly open = new Map<string, P>();
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly kind: PageKind,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, this);
  }

  /** Two subjects with the same key share a panel. */
  protected abstract keyOf(subject: Subject): string;

  protected abstract titleOf(subject: Subject): string;

  /** The folders whose files the page may load. */
  protected abstract foldersOf(subject: Subject): readonly string[];

  /** The subject of what a page left in VS Code to be built again from after a reload. */
  protected abstract subjectOf(state: unknown): Subject | undefined;

  protected abstract create(panel: vscode.WebviewPanel, subject: Subject): P;

  /** Brings the page of a subject to the front, and makes it where there is none. */
  show(subject: Subject, viewColumn: vscode.ViewColumn, preserveFocus = false): void {
    const existing = this.page(subject);
    if (existing) return existing.panel.reveal(undefined, preserveFocus);
    const panel = vscode.window.createWebviewPanel(
      this.kind.viewType,
      this.titleOf(subject),
      { viewColumn, preserveFocus },
      webviewOptions(this.extensionUri, this.foldersOf(subject)),
    );
    this.adopt(panel, subject);
  }

  /** After a reload: the same panel, the same subject. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = this.subjectOf(state);
    if (subject === undefined || this.page(subject)) {
      panel.dispose();
      return;
    }
    panel.webview.options = webviewOptions(this.extensionUri, this.foldersOf(subject));
    this.adopt(panel, subject);
  }

  /** Whether the page of the subject has drawn what it was sent. */
  hasDrawn(subject: Subject): boolean {
    return this.page(subject)?.hasDrawn === true;
  }

  protected page(subject: Subject): P | undefined {
    return this.open.get(this.keyOf(subject));
  }

  protected get pages(): Iterable<P> {
    return this.open.values();
  }

  /** The key of the page that is in front, if one is. */
  protected get activeKey(): string | undefined {
    return [...this.open].find(([, { panel }]) => panel.active)?.[0];
  }

  private adopt(panel: vscode.WebviewPanel, subject: Subject): void {
    const key = this.keyOf(subject);
    const page = this.create(panel, subject);
    this.open.set(key, page);
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, "media", "gan-tab.svg");
    panel.onDidDispose(() => {
      page.dispose();
      if (this.open.get(key) === page) this.open.delete(key);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extensionUri, this.kind.name, panel.title);
  }

  dispose(): void {
    this.serializer.dispose();
  }
}
