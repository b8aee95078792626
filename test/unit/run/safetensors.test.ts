import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSafetensors, encodeSafetensors } from "../../../src/run/safetensors";
import { GanError } from "../../../src/shared/errors";

const EXAMPLE = {
  "generator/0/kernel": {
    dtype: "float32" as const,
    shape: [2, 3],
    values: Float32Array.of(1, -2, 3.5, 0, NaN, 1e-30),
  },
  count: { dtype: "int32" as const, shape: [], values: Int32Array.of(-7) },
  empty: { dtype: "float32" as const, shape: [0], values: new Float32Array(0) },
};

describe("safetensors", () => {
  it("gives back what was written", () => {
    const { tensors, metadata } = decodeSafetensors(
      encodeSafetensors(EXAMPLE, { step: "12" }),
      "test",
    );
    assert.deepEqual(tensors, EXAMPLE);
    assert.deepEqual(metadata, { step: "12" });
  });

  it("lays out bytes as the format says", () => {
    const file = Buffer.from(
      encodeSafetensors({ w: { dtype: "float32", shape: [1], values: Float32Array.of(1) } }),
    );
    const length = Number(file.readBigUInt64LE(0));
    assert.equal(length % 8, 0);
    const header = JSON.parse(file.subarray(8, 8 + length).toString("utf8")) as Record<
      string,
      unknown
    >;
    assert.deepEqual(header["w"], { dtype: "F32", shape: [1], data_offsets: [0, 4] });
    assert.equal(file.readFloatLE(8 + length), 1);
  });

  it("refuses a file that is cut off anywhere, with an error that names it", () => {
    const file = encodeSafetensors(EXAMPLE);
    for (let length = 0; length < file.length; length++) {
      assert.throws(
        () => decodeSafetensors(file.slice(0, length), "some-file"),
        (error: unknown) =>
          error instanceof GanError &&
          error.code === "bad-run" &&
          error.message.includes("some-file"),
      );
    }
  });

  it("never throws anything else for arbitrary bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeSafetensors(bytes, "x");
        } catch (error) {
          assert.ok(error instanceof GanError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
    const headers = fc
      .json()
      .map((json) =>
        Buffer.concat([
          Buffer.from(BigUint64Array.of(BigInt(Buffer.byteLength(json))).buffer),
          Buffer.from(json),
        ]),
      );
    fc.assert(
      fc.property(headers, (bytes) => {
        try {
          decodeSafetensors(bytes, "x");
        } catch (error) {
          assert.ok(error instanceof GanError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
