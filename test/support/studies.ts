import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CLI } from "./paths";

/** A line that `gan search --json` or `gan work --json` prints. */
export interface StudyLine {
  type: string;
  run?: string;
  step?: number;
  status?: string;
  message?: string;
  record?: { step: number };
}

/** A worker of a study, or the controller that is one, in a process group of its own. */
export class StudyProcess {
  readonly lines: StudyLine[] = [];
  readonly #child: ChildProcess;
  /** How it ended: an exit code, or a signal. */
  readonly done: Promise<number | string | null>;
  readonly #waiting = new Set<() => void>();

  constructor(args: readonly string[], cwd: string) {
    this.#child = spawn(process.execPath, [CLI, ...args, "--json"], {
      cwd,
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    const { stdout } = this.#child;
    if (stdout)
      createInterface({ input: stdout }).on("line", (line) => {
        this.lines.push(JSON.parse(line) as StudyLine);
        for (const look of this.#waiting) look();
      });
    this.done = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve(code ?? signal));
    });
  }

  /** Resolves when a line fits; rejects when the process ends before. */
  until(fits: (line: StudyLine) => boolean, what: string): Promise<void> {
    return this.#when(() => this.lines.some(fits), what);
  }

  /** As `until`, but for a line that is the newest: it says how it is now. */
  untilNow(fits: (line: StudyLine) => boolean, what: string): Promise<void> {
    return this.#when(() => this.lines.slice(-1).some(fits), what);
  }

  #when(holds: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
      void this.done.then((how) => reject(new Error(`it ended before ${what} (${how})`)));
    });
  }

  /** Sends a signal to the process and the trainers that it has started. */
  signal(name: NodeJS.Signals): void {
    try {
      process.kill(-(this.#child.pid ?? 0), name);
    } catch {
      // It has ended.
    }
  }

  /** The runs that it has begun or gone on with. */
  get begun(): string[] {
    return this.lines.flatMap(({ type, run }) => (type === "runStarted" && run ? [run] : []));
  }
}
