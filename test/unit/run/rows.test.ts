import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readRows, RowsLog, runFiles } from "../../../src/run";
import { BLOCK_ROWS, levelFile, RECORD_BYTES } from "../../../src/run/rows-index";
import { coarseLength } from "../../../src/shared/run/coarse";
import {
  COLUMN_NAMES,
  METRIC_NAMES,
  type MetricColumns,
  type MetricRow,
  toColumns,
} from "../../../src/shared/run/metrics";
import { present } from "../../support/values";

/** A row whose numbers are a function of its step and of which past of the run it belongs to. */
function row(step: number, past = 0): MetricRow {
  const noise = (n: number) => Math.fround(Math.sin(step * 12.9898 + n * 78.233 + past) * 43.5);
  return {
    step,
    time: step * 1e-4 + past,
    lossD: noise(1),
    lossG: noise(2),
    dReal: noise(3),
    dFake: noise(4),
    gradNormD: noise(5),
    gradNormG: step % 1000 === 7 ? NaN : noise(6),
    lrD: 2e-4,
    lrG: 1e-4,
  };
}
const rowsOf = (from: number, to: number, past = 0): MetricRow[] =>
  Array.from({ length: to - from + 1 }, (_, i) => row(from + i, past));

/** Every row of the file, read the plain way. */
function plainly(dir: string): MetricColumns {
  const rows: MetricRow[] = [];
  for (const line of readFileSync(runFiles(dir).metrics, "utf8").split("\n").slice(0, -1)) {
    try {
      const value = JSON.parse(line) as MetricRow | null;
      if (typeof value?.step === "number" && value.step > (rows.at(-1)?.step ?? -1))
        rows.push(value);
    } catch {
      // A torn line.
    }
  }
  return toColumns(rows);
}

const indexSize = (dir: string): number => statSync(levelFile(runFiles(dir).index, 0)).size;

describe("the rows of a run", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-rows-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const record = async (from: number, to: number, past = 0, piece = 777): Promise<void> => {
    const log = await RowsLog.open(dir, from - 1);
    for (let first = from; first <= to; first += piece)
      log.append(rowsOf(first, Math.min(to, first + piece - 1), past));
  };
  const write = (rows: readonly MetricRow[]): void =>
    writeFileSync(runFiles(dir).metrics, rows.map((one) => `${JSON.stringify(one)}\n`).join(""));

  it("are what the file holds, each once, whatever is between them", async () => {
    const lines = rowsOf(1, 600).map((one) => JSON.stringify(one));
    lines.splice(100, 0, "null", "[1]", "7", "{}", '{"step":"9"}', "", '{"step":101.5,"time":1}');
    lines.splice(300, 0, lines[299]!, lines[298]!, "\0".repeat(100_000), lines[400]!.slice(0, 40));
    lines.splice(0, 0, "\0\0");
    writeFileSync(runFiles(dir).metrics, `${lines.join("\n")}\n{"step":601,"time":1}`);
    const { columns, coarse } = await readRows(dir);
    assert.equal(coarse, undefined);
    assert.deepEqual(columns, toColumns(rowsOf(1, 600)));
  });

  it("are read with an index as without, also of a part", async () => {
    await record(1, 5000);
    assert.equal(indexSize(dir), Math.floor(5000 / BLOCK_ROWS) * RECORD_BYTES);
    const whole = plainly(dir);
    assert.deepEqual((await readRows(dir)).columns, whole);
    const { columns } = await readRows(dir, { from: 2000, to: 3000 });
    const first = columns.step[0]!;
    assert.ok(first < 2000 && first > 2000 - 3 * BLOCK_ROWS, `${first}`);
    const last = present(columns.step.at(-1));
    assert.ok(last > 3000 && last < 3000 + 2 * BLOCK_ROWS, `${last}`);
    for (const name of COLUMN_NAMES)
      assert.deepEqual(columns[name], whole[name].slice(first - 1, last), name);
  });

  it("of a resumed run are those up to its checkpoint and what came since", async () => {
    const steps = fc.record({
      end: fc.integer({ min: 0, max: 3000 }),
      back: fc.integer({ min: 0, max: 3000 }),
      torn: fc.constantFrom("", "null\n", '{"step":9', "\0".repeat(70_000)),
      index: fc.constantFrom("kept", "lost", "cut", "foreign"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 4 }), async (parts) => {
        rmSync(runFiles(dir).index, { recursive: true, force: true });
        write([]);
        let expected: MetricRow[] = [];
        for (const [past, { end, back, torn, index }] of parts.entries()) {
          const from = Math.min(back, expected.length);
          const to = from + end;
          await record(from + 1, to, past);
          expected = [...expected.slice(0, from), ...rowsOf(from + 1, to, past)];
          appendFileSync(runFiles(dir).metrics, torn);
          const level = levelFile(runFiles(dir).index, 0);
          if (index === "lost") rmSync(runFiles(dir).index, { recursive: true, force: true });
          if (index === "cut" && expected.length > BLOCK_ROWS)
            truncateSync(level, RECORD_BYTES + 9);
          if (index === "foreign" && expected.length > BLOCK_ROWS)
            writeFileSync(level, Buffer.alloc(indexSize(dir)));
          assert.deepEqual((await readRows(dir)).columns, toColumns(expected));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("that an earlier version rewrote behind the index are read anew", async () => {
    await record(1, 4000);
    write([...rowsOf(1, 1500), ...rowsOf(1501, 5000, 1)]);
    assert.deepEqual((await readRows(dir)).columns, plainly(dir));
    await record(4501, 6000, 2);
    assert.deepEqual((await readRows(dir)).columns, plainly(dir));
    assert.equal(indexSize(dir), Math.floor(6000 / BLOCK_ROWS) * RECORD_BYTES);
  });

  describe("where they are too many to draw", () => {
    const COUNT = 600_000;
    let long: string;
    let whole: MetricColumns;
    before(function () {
      this.timeout(600_000);
      long = mkdtempSync(join(tmpdir(), "gan-rows-"));
      const rows = rowsOf(1, COUNT);
      whole = toColumns(rows);
      for (let at = 0; at < COUNT; at += 50_000)
        appendFileSync(
          runFiles(long).metrics,
          rows
            .slice(at, at + 50_000)
            .map((one) => `${JSON.stringify(one)}\n`)
            .join(""),
        );
    });
    after(() => rmSync(long, { recursive: true, force: true }));

    it("are read with progress of the first reading, told to all that ask", async () => {
      const heard: number[][] = [[], []];
      const read = (fractions: number[]) =>
        readRows(long, {}, (fraction) => fractions.push(fraction));
      await Promise.all(heard.map(read));
      const [first = [], second = []] = heard;
      const { size } = statSync(runFiles(long).metrics);
      assert.ok(
        first.length >= Math.floor(size / (1 << 25)),
        `${first.length} words of ${size} bytes`,
      );
      assert.deepEqual(
        [...first].sort((a, b) => a - b),
        first,
      );
      assert.ok(
        first.every((fraction) => fraction > 0 && fraction <= 1),
        `${first}`,
      );
      assert.deepEqual(second, first);
      const again: number[] = [];
      await read(again);
      assert.deepEqual(again, [], "the index is there");
    });

    it("are some real rows, among them each extreme, and the means of them all", async function () {
      this.timeout(600_000);
      const { columns, coarse } = await readRows(long);
      assert.ok(columns.step.length < 45_000, `${columns.step.length} rows`);
      assert.ok(coarse);
      const plain = columns.step.length - coarseLength(coarse);
      assert.ok(plain < BLOCK_ROWS, "what makes no bucket yet is there row by row");
      assert.equal(
        coarse.counts.reduce((sum, count) => sum + count, plain),
        COUNT,
      );
      for (const name of COLUMN_NAMES) {
        const real = Float64Array.from(columns.step, (step) => whole[name][step - 1]!);
        assert.deepEqual(columns[name], real, name);
      }
      let row = 0;
      for (const [i, count] of coarse.counts.entries()) {
        const first: number = coarse.ends[i - 1] ?? 0;
        for (const name of METRIC_NAMES) {
          const all = whole[name].subarray(row, row + count).filter(Number.isFinite);
          const some = columns[name].subarray(first, coarse.ends[i]).filter(Number.isFinite);
          assert.equal(Math.max(...some), Math.max(...all));
          assert.equal(Math.min(...some), Math.min(...all));
          const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
          assert.ok(Math.abs(coarse.means[name][i]! - mean) < 1e-2, `mean of ${name}`);
        }
        row += count;
      }
    });

    it("are told, and rewound, without what the index stands for being read", async () => {
      const before = await readRows(long);
      const { metrics } = runFiles(long);
      const bytes = readFileSync(metrics);
      const middle = bytes.length / 2;
      writeFileSync(metrics, Buffer.from(bytes).fill("x", 1000, middle));
      assert.deepEqual(await readRows(long), before);
      await RowsLog.open(long, COUNT - 1000);
      const { columns } = await readRows(long);
      assert.equal(columns.step.at(-1), COUNT - 1000);
      const kept = Buffer.from(`\n{"step":${COUNT - 1000},`);
      assert.equal(statSync(metrics).size, bytes.indexOf("\n", bytes.indexOf(kept) + 1) + 1);
      writeFileSync(metrics, bytes);
    });

    it("are all there of a part that is near enough", async () => {
      const { columns, coarse } = await readRows(long, { from: 300_000, to: 400_000 });
      assert.equal(coarse, undefined);
      const first = columns.step[0]!;
      assert.ok(first < 300_000 && present(columns.step.at(-1)) > 400_000);
      assert.deepEqual(
        columns.lossG,
        whole.lossG.slice(first - 1, first - 1 + columns.step.length),
      );
    });
  });
});
