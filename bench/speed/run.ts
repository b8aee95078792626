import { type ExampleTimes, measureExample } from "./example";
import { othersShare } from "./machine";
import type { Row } from "./measurement";
import type { Options } from "./options";
import type { Entry } from "./results";
import { COMPARED } from "./targets";
import type { Workload } from "./workloads";

/**
 * A quick run starts nothing new after this. With the build before it, and a last row, it ends
 * within three minutes.
 */
const QUICK_SECONDS = 145;
/** The example is ended by then; its target is a fraction of that. */
const EXAMPLE_LIMIT_SECONDS = { quick: 15, full: 180 };

/** Goes through the rounds: in each, every row once, in a process of its own. */
export class Run {
  readonly entries: Entry[] = [];
  readonly example: ExampleTimes[] = [];
  /** What was left out, and why. */
  readonly remarks: string[] = [];
  readonly #rows: readonly Row<Workload>[];
  readonly #sgemm: readonly Row<"sgemm">[];

  constructor(
    readonly options: Options,
    rows: readonly Row<Workload>[],
    sgemm: readonly Row<"sgemm">[],
    readonly say: (text: string) => void,
  ) {
    const slow =
      options.quick && options.only === undefined ? rows.filter((row) => row.slowStart) : [];
    if (slow.length > 0)
      this.remarks.push(`a quick run leaves out ${slow.map(({ label }) => label).join("; ")}`);
    this.#rows = rows.filter((row) => !slow.includes(row) && this.#wanted(row.id));
    this.#sgemm = this.#wanted("sgemm") ? sgemm : [];
  }

  async all(): Promise<void> {
    for (let round = 0; round < this.options.rounds; round++) {
      if (this.#wanted("example")) await this.#timeExample(round);
      for (const row of this.#sgemm) await this.#time(round, row, "sgemm");
      for (const [row, workload] of this.#order(round)) await this.#time(round, row, workload);
    }
  }

  #wanted(id: string): boolean {
    return this.options.only?.includes(id) ?? true;
  }

  /**
   * Workload by workload, so that what is compared ran within a short time; each round begins with
   * another row. Where time is short, the rows that a target needs come first, on all workloads.
   */
  #order(round: number): [Row<Workload>, Workload][] {
    const pairs = this.options.workloads.flatMap((workload) => {
      const rows = this.#rows.filter((row) => row.subjects.includes(workload));
      const from = round % Math.max(1, rows.length);
      return [...rows.slice(from), ...rows.slice(0, from)].map((row): [Row<Workload>, Workload] => [
        row,
        workload,
      ]);
    });
    if (!this.options.quick) return pairs;
    const needed = ([row]: [Row<Workload>, Workload]) => COMPARED.has(row.id);
    return [...pairs.filter(needed), ...pairs.filter((pair) => !needed(pair))];
  }

  async #time<Subject extends Entry["subject"]>(
    round: number,
    row: Row<Subject>,
    subject: Subject,
  ): Promise<void> {
    const what = `${row.id} on ${subject}`;
    if (this.#late()) return this.#leaveOut(what);
    const share = await othersShare();
    try {
      const measurement = await row.measure(subject, this.options.seconds);
      this.entries.push({ round, subject, row: row.id, othersShare: share, measurement });
      this.say(
        `round ${round + 1}: ${what}: ${measurement.iterationsPerSecond.toPrecision(4)} a ` +
          `second, first after ${measurement.startSeconds.toFixed(1)} s`,
      );
    } catch (thrown) {
      const error = messageOf(thrown);
      this.entries.push({ round, subject, row: row.id, othersShare: share, error });
      this.say(`round ${round + 1}: ${what} failed: ${error}`);
    }
  }

  async #timeExample(round: number): Promise<void> {
    if (this.#late()) return this.#leaveOut("the 1-D example");
    try {
      const times = await measureExample(
        EXAMPLE_LIMIT_SECONDS[this.options.quick ? "quick" : "full"],
      );
      this.example.push(times);
      const lastPicture = times.done
        ? `after ${times.done.lastPicture.toFixed(1)}`
        : `not within ${times.limit}`;
      this.say(
        `round ${round + 1}: example: first step after ${times.firstStep.toFixed(1)} s, ` +
          `last picture ${lastPicture} s`,
      );
    } catch (error) {
      this.#remark(`the 1-D example failed: ${messageOf(error)}`);
    }
  }

  #remark(text: string): void {
    this.remarks.push(text);
    this.say(text);
  }

  #late(): boolean {
    return this.options.quick && performance.now() > QUICK_SECONDS * 1000;
  }

  #leaveOut(what: string): void {
    this.#remark(`${what}: no time was left in this quick run`);
  }
}

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
