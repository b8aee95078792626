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
  start(file: string, dir: string, more: readonly string[] = []): void {
    requireTrust();
    this.launch(dir, dirname(file), ["search", file, "--study-dir", dir, "--json", ...more]);
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
    // A tuning works on two studies, and a second signal would end it at once.
    const leaving = [...new Set(this.live.values())].map((child) => {
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

  /** Takes in a process that works on a study from now on; whoever made it tells how it ended. */
  adopt(dir: string, child: ChildProcess): void {
    const { store, log } = this.options;
    this.live.set(dir, child);
    const watching = store.watch(dir);
    log.info(`Study ${dir}: process ${child.pid}`);
    this.changed.fire(dir);
    child.on("exit", (code, signal) => {
      this.live.delete(dir);
      log.info(`Study ${dir} left: exit code ${code}, signal ${signal}`);
      void store.refresh().finally(() => watching.dispose());
      this.changed.fire(dir);
    });
  }

  private launch(dir: string, folder: string, args: string[]): void {
    const child = this.fork(folder, args);
    const said = outputOf(child);
    this.adopt(dir, child);
    child.on("exit", (code, signal) => {
      const failed = code !== 0 && signal === null && code !== 130;
      this.exits.fire({ dir, ...(failed ? { error: said() } : {}) });
    });
  }

  /** Starts a command of the command line's program, which is told by its signals alone. */
  fork(folder: string, args: string[], stdout: "ignore" | "pipe" = "ignore"): ChildProcess {
    const { cliFile, cacheDirs, log } = this.options;
    const child = fork(cliFile, args, {
      cwd: folder,
      execArgv: [],
      stdio: ["ignore", stdout, "pipe", "ipc"],
      detached: true,
      env: { ...process.env, [CACHE_VARIABLE]: cacheDirs().join(delimiter) },
    });
    child.on("error", (error) => log.error(error));
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
export function outputOf(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (data: Buffer) => {
    text = (text + data.toString("utf8")).slice(-MAX_OUTPUT);
  });
  return () => text.trim();
}
