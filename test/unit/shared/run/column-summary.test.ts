import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketMinMax } from "../../../../webview/components/buckets";
import { ColumnSummary } from "../../../../src/shared/run/column-summary";

const number = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity, 0),
);

/** A column that grows, and counts how many of its values are read. */
class CountedColumn {
  reads = 0;
  length: number;
  readonly column: Float64Array;

  constructor(values: Float64Array) {
    this.length = values.length;
    this.column = new Proxy(values, {
      get: (target, key) => {
        if (key === "length") return this.length;
        if (typeof key === "string" && /^\d+$/.test(key)) this.reads++;
        return Reflect.get(target, key) as unknown;
      },
    });
  }
}

describe("the summary of a column", () => {
  it("draws the same line as looking at every row, however the column grew", () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 5000 }),
        fc.array(fc.nat(5000), { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.nat(),
        fc.nat(),
        (numbers, growth, buckets, positive, from, length) => {
          const values = Float64Array.from(numbers);
          const summary = new ColumnSummary(positive);
          for (const rows of growth.sort((a, b) => a - b)) summary.extend(values.subarray(0, rows));
          summary.extend(values);
          const x = values.map((_, row) => row);
          const start = from % values.length;
          const end = start + 1 + (length % (values.length - start));
          const options = { start, end, min: start, max: end - 1, buckets, positive };
          assert.deepEqual(
            bucketMinMax(x, values, { ...options, summary }),
            bucketMinMax(x, values, options),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("makes a drawing read as many values as there are pixels, not rows", () => {
    const readsOf = (rows: number) => {
      const counted = new CountedColumn(Float64Array.from({ length: rows }, Math.sin));
      const x = Float64Array.from({ length: rows }, (_, row) => row);
      const summary = new ColumnSummary().extend(counted.column);
      counted.reads = 0;
      bucketMinMax(x, counted.column, {
        start: 0,
        end: rows,
        min: 0,
        max: rows - 1,
        buckets: 500,
        summary,
      });
      return counted.reads;
    };
    const few = readsOf(100_000);
    const many = readsOf(1_600_000);
    assert.ok(many < 3 * few, `${few} reads of 100,000 rows, ${many} of 1,600,000`);
    assert.ok(many < 1_600_000 / 2, `${many} reads of 1,600,000 rows`);
  });

  it("reads each row a few times while the column grows, whatever its length", () => {
    const rows = 64_000;
    const counted = new CountedColumn(Float64Array.from({ length: rows }, Math.sin));
    const summary = new ColumnSummary();
    for (counted.length = 10; counted.length < rows; counted.length += 10)
      summary.extend(counted.column);
    assert.ok(counted.reads < 5 * rows, `${counted.reads} reads of ${rows} rows`);
  });
});
