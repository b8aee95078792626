import { type ChildProcess, fork } from "node:child_process";
import { delimiter, dirname } from "node:path";
import * as vscode from "vscode";
import { GanError } from "../shared/errors";
import { CACHE_VARIABLE } from "../shared/files/cache";
import { continuesWithoutWindow } from "./settings";
import type { StudyStore } from "./study-store";
import { requireTrust } from "./trust";

/*
 * Studies that this window trains. Each is a process of the command line's program: choosing trials
 * takes the extension host no time, and the folder of the study tells how it goes.
 */

/** How much of what a process says is kept, in letters. */
const MAX_OUTPUT = 4000;

export interface StudyRunnerOptions {
  store: StudyStore;
  log: vscode.LogOutputChannel;
  /** The bundled `cli.js`. */
  cliFile: string;
  /** Where downloads are kept now. */
  cacheDirs(): string[];
}

/** How the process of a study ended. */
export interface StudyExit {
  dir: string;
  /** What it said last, where it failed. */
  error?: string;
}

export class StudyRunner implements vscode.Disposable {
  private readonly live = new Map<string, ChildProcess>();
  private readonly exits = new vscode.EventEmitter<StudyExit>();
  private readonly changed = new vscode.EventEmitter<string>();

  readonly onDidExit = this.exits.event;
  /** This window begins to train a study, or ends. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: StudyRunnerOptions) {}

  isOwn(dir: string): boolean {
    return this.live.has(dir);
  }

  /** Trains a study's file in a folder that is its own. @throws GanError in an untrusted workspace */
  start(file: string, dir: string): void {
    requireTrust();
    this.launch(dir, dirname(file), ["search", file, "--study-dir", dir, "--json"]);
  }

  /** Goes on with what is left of a study. */
  resume(dir: string): void {
    requireTrust();
    if (this.live.has(dir))
      throw new GanError("busy", vscode.l10n.t("This study is being trained already"));
    this.launch(dir, dir, ["search", "--resume", dir, "--json", "--trust"]);
  }

  /** Saves what is being trained, and ends. */
  stop(dir: string): void {
    const child = this.live.get(dir);
    if (!child)
      throw new GanError(
        "bad-usage",
        vscode.l10n.t("This window does not train this study"),
        vscode.l10n.t("stop it where it was started"),
      );
    child.kill("SIGINT");
  }

  /** Writes the report of a study as it stands. */
  async report(dir: string): Promise<void> {
    const child = this.fork(dir, ["search", "--report", dir, "--json"]);
    const said = outputOf(child);
    const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
    // A study with failed runs has a report, too.
    if (code !== 0) this.options.log.warn(`The report of ${dir}: ${said()}`);
  }

  /** Asks all studies of this window to save and leave, unless the person wants them to go on. */
  async shutdown(patience: number): Promise<void> {
    if (continuesWithoutWindow()) return;
    const leaving = [...this.live.values()].map((child) => {
      const left = new Promise((resolve) => child.on("exit", resolve));
      child.kill("SIGINT");
      return left;
    });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([Promise.all(leaving), enough]);
    clearTimeout(timer);
  }

  private launch(dir: string, folder: string, args: string[]): void {
    const child = this.fork(folder, args);
    const said = outputOf(child);
    this.live.set(dir, child);
    const watching = this.options.store.watch(dir);
    this.options.log.info(`Study ${dir}: process ${child.pid}`);
    this.changed.fire(dir);
    child.on("error", (error) => this.options.log.error(error));
    child.on("exit", (code, signal) => {
      this.live.delete(dir);
      this.options.log.info(`Study ${dir} left: exit code ${code}, signal ${signal}`);
      void this.options.store.refresh().finally(() => watching.dispose());
      this.changed.fire(dir);
      const failed = code !== 0 && signal === null && code !== 130;
      this.exits.fire({ dir, ...(failed ? { error: said() } : {}) });
    });
  }

  private fork(folder: string, args: string[]): ChildProcess {
    const { cliFile, cacheDirs } = this.options;
    const child = fork(cliFile, args, {
      cwd: folder,
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      detached: true,
      env: { ...process.env, [CACHE_VARIABLE]: cacheDirs().join(delimiter) },
    });
    // It says nothing on this channel, which would keep the process from leaving.
    child.disconnect();
    return child;
  }

  dispose(): void {
    this.exits.dispose();
    this.changed.dispose();
  }
}

/** The end of what a process says of what went wrong. */
function outputOf(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (data: Buffer) => {
    text = (text + data.toString("utf8")).slice(-MAX_OUTPUT);
  });
  return () => text.trim();
}
