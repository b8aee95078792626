import { watch } from "node:fs";
import * as vscode from "vscode";
import { runFiles } from "../run/files";
import { settledRecord } from "../run/record";
import { readRows } from "../run/rows";
import { readPicture, readRun, type StoredRun } from "../run/store";
import type { RunSnapshot, ToWebview } from "../shared/protocol/messages";
import type { FromWebview } from "../shared/protocol/page-requests";
import { GanError } from "../shared/errors";
import type { RunEvent, RunSummary } from "../shared/run/run";
import type { IterationTrace } from "../shared/run/trace";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { stepName } from "../shared/run/picture";
import { withAdviceAfterwards } from "./advice-afterwards";
import { changeCheck, freshStart } from "./change-check";
import { configColumn } from "./columns";
import { showError } from "./errors";
import { Feed } from "./feed";
import { ACTIONS, type ActionMessage } from "./page-actions";
import { parentCurves } from "./parent-curves";
import type { RunManager } from "./run-manager";
import type { RunStore } from "./run-store";
import { saveFile } from "./save-file";

/* A webview that shows a run: what it is sent, and what its buttons ask. */

export interface RunPageParts {
  store: RunStore;
  manager: RunManager;
  log: vscode.LogOutputChannel;
}

/**
 * A webview that shows one run: the dashboard's panels and the sample viewer. It joins the page to
 * the run's trainer while somebody looks, and carries out what its buttons ask.
 */
export class RunPage implements vscode.Disposable {
  private readonly feed: Feed;
  private readonly toDispose: vscode.Disposable[];
  private dir: string | undefined;
  private watcher: vscode.Disposable | undefined;
  /** The page's script runs and has asked for a snapshot. */
  private asked = false;
  private wasVisible: boolean;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly isVisible: () => boolean,
    private readonly parts: RunPageParts,
  ) {
    const { store, manager, log } = parts;
    this.wasVisible = isVisible();
    this.feed = new Feed({
      peek: () => this.peek(),
      load: (after, onIndexing) => this.load(after, onIndexing),
      post: (message) => this.post(message),
      onError: (error) => log.error(`${this.dir ?? ""} could not be read: ${String(error)}`),
    });
    this.toDispose = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      manager.onIncrement(({ dir, increment }) => {
        if (dir === this.dir) this.feed.push(increment);
      }),
      store.onDidChange((dir) => {
        // Another program works on the run, or its trainer has just left: the files say more than
        // we have heard.
        if (dir === this.dir) this.filesChanged();
      }),
    ];
  }

  get shownRun(): string | undefined {
    return this.dir;
  }

  /** Whether the page's program runs: it has spoken. */
  get isReady(): boolean {
    return this.asked;
  }

  /** Shows another run, or none. */
  show(dir: string | undefined): void {
    if (dir === this.dir) return;
    this.dir = dir;
    this.watch();
    if (this.asked && this.isVisible()) this.feed.restart();
  }

  /**
   * What is measured in a terminal changes these files and not the run's record. Node's own watcher
   * begins at once; VS Code's do so a moment later, which they do not tell, and those of a whole
   * workspace may miss folders that came since.
   */
  private watch(): void {
    this.watcher?.dispose();
    this.watcher = undefined;
    if (this.dir === undefined) return;
    try {
      const files = watch(this.dir, { persistent: false }, (_, name) => {
        if (name === "evaluations.jsonl" || name === "events.jsonl") this.filesChanged();
      });
      // The folder may go while it is watched.
      files.on("error", () => files.close());
      this.watcher = new vscode.Disposable(() => files.close());
    } catch (error) {
      this.parts.log.warn(`${this.dir} is not watched: ${String(error)}`);
    }
  }

  private filesChanged(): void {
    if (this.dir !== undefined && !this.parts.manager.isOwn(this.dir)) this.feed.catchUp();
  }

  /** A hidden page is thrown away by VS Code; it asks anew when it comes back. */
  visibilityChanged(): void {
    const visible = this.isVisible();
    if (visible === this.wasVisible) return;
    this.wasVisible = visible;
    if (visible) {
      if (this.asked) this.feed.start();
    } else {
      this.feed.stop();
      this.asked = false;
    }
  }

  /**
   * How the run stands, from what this window knows already or from the short file that says so.
   */
  private peek(): Promise<RunSummary | undefined> {
    const { dir } = this;
    if (dir === undefined) return Promise.resolve(undefined);
    return Promise.resolve(this.parts.store.get(dir) ?? { dir, record: settledRecord(dir) });
  }

  private async load(
    after?: number,
    onIndexing?: (fraction: number) => void,
  ): Promise<RunSnapshot | undefined> {
    const dir = this.dir;
    if (dir === undefined) return undefined;
    const run = await readRun(dir, after === undefined ? {} : { from: after }, onIndexing);
    const { manager, store } = this.parts;
    const summary = manager.isOwn(dir) ? (store.get(dir) ?? run.summary) : run.summary;
    const parent = after === undefined ? await parentCurves(summary.record, store) : undefined;
    return {
      ...run,
      ...(parent ? { parent } : {}),
      events: after === undefined ? await this.eventsOf(run) : run.events,
      summary,
      samplesUri: this.webview.asWebviewUri(vscode.Uri.file(runFiles(dir).samples)).toString(),
    };
  }

  /** The run's events, and verdicts on a run that an earlier version has trained. */
  private eventsOf(run: StoredRun): Promise<RunEvent[]> {
    return withAdviceAfterwards(run).catch((error: unknown) => {
      this.parts.log.warn(`the advisor is silent: ${String(error)}`);
      return run.events;
    });
  }

  private post(message: ToWebview): void {
    if (this.isVisible()) void this.webview.postMessage(message);
  }

  private async receive(raw: unknown): Promise<void> {
    // Loaded with the first message: activation is quicker without.
    const { fromWebviewSchema } = await import("../shared/protocol/page-requests");
    const checked = fromWebviewSchema.safeParse(raw);
    if (!checked.success) {
      this.parts.log.warn(`A page sent something unknown: ${checked.error.message}`);
      return;
    }
    this.handle(checked.data).catch((error: unknown) => showError(error, this.parts.log, this.dir));
  }

  private async handle(message: FromWebview): Promise<void> {
    switch (message.type) {
      case "ready":
        if (message.protocol !== PROTOCOL_VERSION) return;
        this.asked = true;
        if (this.isVisible()) this.feed.start();
        return;
      case "drawn":
        this.feed.drawn(message.id);
        return;
      case "picture": {
        const dir = this.dir;
        const picture = dir === undefined ? undefined : await readPicture(dir, message.step);
        if (dir === this.dir)
          this.post({ type: "picture", step: message.step, picture: picture ?? null });
        return;
      }
      case "rows": {
        const { dir } = this;
        if (dir === undefined) return;
        const rows = await readRows(dir, message);
        if (dir === this.dir) this.post({ type: "rows", rows });
        return;
      }
      case "checkChange": {
        if (this.dir === undefined) return;
        const { id, set } = message;
        const problems = message.fresh
          ? (await freshStart(this.dir, set)).problems
          : (await changeCheck(this.dir)).problems(set);
        this.post({ type: "changeChecked", id, problems });
        return;
      }
      case "saveFile":
        await saveFile(message, this.dir === undefined ? undefined : vscode.Uri.file(this.dir));
        return;
      case "command":
        await this.answer(message, async () => {
          const { dir } = this;
          if (dir === undefined) return undefined;
          if (message.command.type === "trace") return traceOf(this.parts.manager, dir);
          await this.parts.manager.command(dir, message.command);
          return undefined;
        });
        return;
      case "action":
        await this.answer(message, () => this.act(message));
    }
  }

  /**
   * Does what a button asks and answers when it is over and the page shows what came of it: until
   * then the button does nothing more.
   */
  private async answer(
    { id }: { id: number },
    order: () => Promise<IterationTrace | undefined>,
  ): Promise<void> {
    let answer: Pick<Extract<ToWebview, { type: "answered" }>, "done" | "trace"> = { done: false };
    try {
      const trace = await order();
      answer = { done: true, ...(trace ? { trace } : {}) };
    } finally {
      await this.feed.shown();
      this.post({ type: "answered", id, ...answer });
    }
  }

  private async act(message: ActionMessage): Promise<undefined> {
    const { action, step } = message;
    if (action !== "openPicture") {
      await vscode.commands.executeCommand(ACTIONS[action], this.actionArgument(message));
      return;
    }
    if (this.dir === undefined || step === undefined) return;
    const samples = vscode.Uri.file(runFiles(this.dir).samples);
    const picture = vscode.Uri.joinPath(samples, `${stepName(step)}.png`);
    await vscode.commands.executeCommand("vscode.open", picture, { viewColumn: configColumn() });
  }

  /** Train means the config that the run came from; everything else the run itself. */
  private actionArgument({ action, step, sample, verdict, set }: ActionMessage): unknown {
    if (action === "changeLayers") return { dir: this.dir, set };
    if (action === "branch" || action === "exploreLatents")
      return this.dir === undefined ? undefined : { dir: this.dir, step, sample };
    if (verdict !== undefined && this.dir !== undefined) return { dir: this.dir, verdict };
    if (action !== "train") return this.dir;
    const file =
      this.dir === undefined ? undefined : this.parts.store.get(this.dir)?.record.configFile;
    return file === undefined ? undefined : vscode.Uri.file(file);
  }

  dispose(): void {
    this.feed.stop();
    this.watcher?.dispose();
    vscode.Disposable.from(...this.toDispose).dispose();
  }
}

/** Pauses a run and has its next iteration told. @throws GanError where it is not this window's */
async function traceOf(manager: RunManager, dir: string): Promise<IterationTrace> {
  const trainer = manager.trainerOf(dir);
  if (trainer) return trainer.trace();
  throw new GanError(
    "bad-run",
    vscode.l10n.t("Only the window that trains a run can look into its next iteration"),
    vscode.l10n.t("stop it there, and resume it here"),
  );
}
