import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { appendLines, parseLine } from "../../run/jsonl";
import { onFile } from "../../shared/files/errors";

/*
 * What the workers of a study have done: a file for each worker, which alone writes it, line by
 * line. All that is worked out from the lines is the same in whatever order the files are read.
 */

/** How a run ended, as far as its worker is concerned. */
export type RunEnd = "finished" | "diverged" | "failed" | "interrupted";

/** What a line says beside what happened. */
interface LineHead {
  /** Seconds of the study, by `StudyClock`. */
  t: number;
  run: string;
  trial: number;
  /** Of the claim under which it happened. */
  epoch: number;
}

export type Happening =
  | { type: "started"; step: number }
  /** For each objective its figure at a step; null where it is no finite number. */
  | { type: "report"; step: number; values: (number | null)[] }
  | { type: "ended"; step: number; state: RunEnd; error?: string }
  /** The worker was stopped: the run waits for another one. */
  | { type: "released"; step: number }
  /** The trial is given up: none of its runs goes on. */
  | { type: "pruned"; step: number }
  /** A run that had failed, or that a person had stopped, is to be tried again. */
  | { type: "reopened" };

export type JournalLine = LineHead & Happening;

const TYPES: ReadonlySet<unknown> = new Set<Happening["type"]>([
  "started",
  "report",
  "ended",
  "released",
  "pruned",
  "reopened",
]);

function isJournalLine(value: unknown): value is JournalLine {
  if (typeof value !== "object" || value === null) return false;
  const line = value as Record<string, unknown>;
  const numbers = [line["t"], line["trial"], line["epoch"]];
  if (line["type"] !== "reopened") numbers.push(line["step"]);
  return (
    TYPES.has(line["type"]) &&
    typeof line["run"] === "string" &&
    numbers.every((number) => typeof number === "number") &&
    (line["type"] !== "report" || Array.isArray(line["values"]))
  );
}

/** Appends to the journal of one worker. */
export class JournalWriter {
  /** The last line may be torn: nothing may be glued to it. */
  #torn = false;

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
  }

  /** @throws what the file system says, for example that the disk is full */
  append(line: JournalLine): void {
    try {
      if (this.#torn) onFile(this.file, () => appendFileSync(this.file, "\n"));
      this.#torn = true;
      appendLines(this.file, [line]);
      this.#torn = false;
    } catch (error) {
      this.#torn = true;
      throw error;
    }
  }
}

/** Reads the journals of all workers, and each line once. */
export class JournalReader {
  /** Bytes of each file that have been read. */
  readonly #offsets = new Map<string, number>();

  /** @param onFault is told of each damaged line */
  constructor(
    readonly folder: string,
    readonly onFault: (message: string) => void,
  ) {}

  /**
   * The lines that were added since the last call; a torn last line waits for its end.
   *
   * @param only the one file to look at, where the others can wait
   */
  read(only?: string): JournalLine[] {
    if (only !== undefined) return this.#readFile(only);
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => this.#readFile(join(this.folder, name)));
  }

  #readFile(file: string): JournalLine[] {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    let offset = this.#offsets.get(file) ?? 0;
    // A file that has shrunk was put back from a copy.
    if (size < offset) offset = 0;
    if (size === offset) return [];
    const bytes = bytesFrom(file, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    this.#offsets.set(file, offset + whole.length);
    return whole
      .toString("utf8")
      .split("\n")
      .flatMap((text): JournalLine[] => {
        if (text === "") return [];
        const line = parseLine(text, isJournalLine);
        if (line === undefined)
          this.onFault(`a damaged line is passed over: ${excerpt(text)} (${file})`);
        return line === undefined ? [] : [line];
      });
  }
}

const MAX_EXCERPT = 60;

const excerpt = (text: string): string =>
  JSON.stringify(text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}...` : text);

function bytesFrom(file: string, offset: number): Buffer {
  return onFile(file, () => {
    const handle = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
      const read = readSync(handle, bytes, 0, bytes.length, offset);
      return bytes.subarray(0, read);
    } finally {
      closeSync(handle);
    }
  });
}
