import assert from "node:assert/strict";
import fc from "fast-check";
import { readIdx } from "../../../src/data/idx";
import { GanError } from "../../../src/shared/errors";

/** An IDX file as the format's description has it. */
function idx(shape: number[], values: Uint8Array, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}
const array = fc.array(fc.nat(6), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.record({
    shape: fc.constant(shape),
    values: fc.uint8Array({ minLength: length, maxLength: length }),
  });
});
const problem = (message: RegExp, hint = /./) => ({
  name: "GanError",
  code: "bad-data",
  message,
  hint,
});

describe("readIdx", () => {
  it("reads what was written, of any rank", () => {
    fc.assert(
      fc.property(array, ({ shape, values }) => {
        const read = readIdx(idx(shape, values), "file");
        assert.deepEqual(read.shape, shape);
        assert.deepEqual(Buffer.from(read.values), Buffer.from(values));
      }),
    );
  });

  it("reads from the middle of a larger buffer", () => {
    const whole = Buffer.concat([Buffer.from([9, 9, 9]), idx([2, 1], Uint8Array.of(5, 6))]);
    assert.deepEqual([...readIdx(whole.subarray(3), "file").values], [5, 6]);
  });

  it("meets any bytes with an array or a GanError", () => {
    const likely = fc
      .tuple(
        fc.constantFrom(0, 0x1f),
        fc.constantFrom(0, 0x8b),
        fc.constantFrom(8, 9),
        fc.nat(255),
        fc.uint8Array({ maxLength: 40 }),
      )
      .map(([a, b, type, rank, rest]) => Uint8Array.of(a, b, type, rank, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), likely), (bytes) => {
        try {
          const { shape, values } = readIdx(bytes, "file");
          assert.equal(
            values.length,
            shape.reduce((product, size) => product * size, 1),
          );
        } catch (thrown) {
          assert.ok(thrown instanceof GanError, String(thrown));
          assert.equal(thrown.code, "bad-data");
          assert.match(thrown.message, /^file /);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses any other length", () => {
    fc.assert(
      fc.property(
        array,
        fc.integer({ min: -20, max: 20 }).filter((change) => change !== 0),
        ({ shape, values }, change) => {
          const good = idx(shape, values);
          const bad =
            change > 0
              ? Buffer.concat([good, Buffer.alloc(change)])
              : good.subarray(0, Math.max(0, good.length + change));
          assert.throws(() => readIdx(bad, "file"), problem(/expected/));
        },
      ),
    );
  });

  it("says what is wrong", () => {
    const good = idx([2, 3], new Uint8Array(6));
    assert.throws(
      () => readIdx(Buffer.alloc(0), "a/b"),
      problem(/^a\/b is not a valid IDX file: it has 0 bytes, expected at least 4$/),
    );
    assert.throws(
      () => readIdx(good.subarray(0, 9), "f"),
      problem(/it has 9 bytes, expected at least 12 for the sizes of 2 dimensions/),
    );
    assert.throws(
      () => readIdx(good.subarray(0, 17), "f"),
      problem(/it has 17 bytes, expected 18 for 2 x 3 \(cut short\)/),
    );
    assert.throws(
      () => readIdx(Buffer.concat([good, Buffer.alloc(1)]), "f"),
      problem(/it has 19 bytes, expected 18 for 2 x 3 \(something follows/),
    );
    assert.throws(
      () => readIdx(Buffer.from("<html>"), "f"),
      problem(/starts with the bytes 3c 68, expected 00 00/),
    );
    assert.throws(
      () => readIdx(idx([1], new Uint8Array(4), 0x0d), "f"),
      problem(/32-bit floats, expected unsigned bytes/),
    );
    assert.throws(
      () => readIdx(Buffer.from([0x1f, 0x8b, 8, 0]), "f"),
      problem(/compressed by gzip/, /gunzip/),
    );
    assert.throws(
      () => readIdx(idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(0)), "f"),
      problem(/expected 79228162458924105385300197391/),
    );
  });
});
