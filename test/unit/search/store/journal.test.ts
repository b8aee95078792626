import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { StudyClock } from "../../../../src/search/store/clock";
import {
  type JournalLine,
  JournalReader,
  JournalWriter,
} from "../../../../src/search/store/journal";
import { StudyLog } from "../../../../src/search/store/study-log";
import { at, present } from "../../../support/values";

const started = (run: string, t = 1): JournalLine => ({
  t,
  run,
  trial: 1,
  epoch: 0,
  type: "started",
  step: 0,
});

describe("the journals of a study", () => {
  let dir: string;
  let folder: string;
  let faults: string[];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-journal-"));
    folder = join(dir, "journal");
    faults = [];
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const writer = (worker: string) => new JournalWriter(join(folder, `${worker}.jsonl`));
  const reader = () => new JournalReader(folder, (message) => faults.push(message));
  const runsOf = (lines: readonly JournalLine[]) => lines.map(({ run }) => run);

  it("are read line by line, each once, as they grow", () => {
    const journals = reader();
    assert.deepEqual(journals.read(), [], "a study on which nobody has worked");
    const one = writer("one");
    one.append(started("a"));
    writer("two").append(started("b"));
    assert.deepEqual(runsOf(journals.read()), ["a", "b"]);
    assert.deepEqual(journals.read(), []);
    one.append(started("größer"));
    assert.deepEqual(runsOf(journals.read()), ["größer"]);
  });

  it("may end in a torn line, which is read when it is whole", () => {
    const file = join(folder, "one.jsonl");
    mkdirSync(folder);
    const text = `${JSON.stringify(started("é"))}\n`;
    const bytes = Buffer.from(text);
    const journals = reader();
    for (const byte of bytes.subarray(0, -1)) {
      appendFileSync(file, Buffer.from([byte]));
      assert.deepEqual(journals.read(), []);
    }
    appendFileSync(file, "\n");
    assert.deepEqual(runsOf(journals.read()), ["é"]);
    assert.deepEqual(faults, []);
  });

  it("are read past a damaged line, of which is told once", () => {
    const one = writer("one");
    one.append(started("a"));
    appendFileSync(one.file, '{"t":1,"run":"lost","tri\0\0\0\n{"t":1,"type":"unheard of"}\nnull\n');
    one.append(started("b"));
    const journals = reader();
    assert.deepEqual(runsOf(journals.read()), ["a", "b"]);
    one.append(started("c"));
    assert.deepEqual(runsOf(journals.read()), ["c"]);
    assert.equal(faults.length, 3);
    assert.match(at(faults, 0), /^a damaged line is passed over: .*lost.*\(.*one\.jsonl\)$/);
  });

  it("lose no more than a torn line where the disk was full", function () {
    if (!existsSync("/dev/full")) this.skip();
    mkdirSync(folder);
    const file = join(folder, "one.jsonl");
    symlinkSync("/dev/full", file);
    const one = new JournalWriter(file);
    assert.throws(() => one.append(started("lost")), { code: "ENOSPC", path: file });
    rmSync(file);
    writeFileSync(file, '{"t":1,"run":"lo');
    one.append(started("a"));
    one.append(started("b"));
    assert.deepEqual(runsOf(reader().read()), ["a", "b"]);
    assert.equal(faults.length, 1);
    assert.match(readFileSync(file, "utf8"), /"lo\n\{/);
  });

  it("say the same in whatever order they are read", () => {
    const lines: JournalLine[] = [
      started("a", 5),
      { ...started("a", 6), type: "report", step: 10, values: [0.5] },
      { ...started("a", 7), type: "report", step: 20, values: [null] },
      { ...started("a", 8), type: "ended", step: 20, state: "failed", error: "no" },
      { t: 9, run: "a", trial: 1, epoch: 0, type: "reopened" },
      { ...started("a", 10), epoch: 1, type: "released", step: 30 },
      { ...started("b", 11), trial: 2, type: "pruned", step: 40 },
      { ...started("c", 12), trial: 2, type: "pruned", step: 30 },
    ];
    const logOf = (ordered: readonly JournalLine[]) => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      for (const [i, line] of ordered.entries())
        writeFileSync(
          join(folder, `${String(i).padStart(2, "0")}.jsonl`),
          `${JSON.stringify(line)}\n`,
        );
      const log = new StudyLog(dir, new StudyClock(() => 0), (message) => faults.push(message));
      log.refresh();
      return log;
    };
    const expected = logOf(lines);
    assert.equal(expected.closingOf("a", 0)?.type, "reopened");
    assert.equal(expected.closingOf("a", 1)?.type, "released");
    assert.equal(expected.prunedAt(2), 30);
    assert.equal(present(expected.runs.get("a")).step, 30);
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (ordered) => {
        const log = logOf(ordered);
        assert.deepEqual(
          ["a", "b", "c"].map((run) => sorted(log, run)),
          ["a", "b", "c"].map((run) => sorted(expected, run)),
        );
        assert.deepEqual([log.prunedAt(2), log.seconds], [30, 12]);
      }),
      { numRuns: 30 },
    );
  });
});

function sorted(log: StudyLog, run: string) {
  const { reports, closings, ...rest } = present(log.runs.get(run));
  const types = [...closings].map(([epoch, { type }]): [number, string] => [epoch, type]);
  return { ...rest, reports: [...reports].sort(byNumber), closings: types.sort(byNumber) };
}

const byNumber = ([a]: [number, unknown], [b]: [number, unknown]): number => a - b;

describe("the clock of a study", () => {
  it("goes on by the own monotonic clock from where the journals are, and never back", () => {
    let now = 1_000_000;
    const clock = new StudyClock(() => now);
    assert.equal(clock.now(), 0);
    clock.advance(600);
    now += 5_000;
    assert.equal(clock.now(), 605);
    clock.advance(100);
    assert.equal(clock.now(), 605, "a worker that began later");
    clock.advance(700);
    assert.equal(clock.now(), 700);
  });
});
