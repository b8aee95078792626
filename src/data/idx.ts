import { GanError } from "../shared/errors";

/* Reads IDX files, the format in which MNIST was published. */

export interface IdxArray {
  /**
   * Sizes from the slowest to the fastest dimension, for example [60000, 28, 28]; [] for a single
   * value.
   */
  shape: number[];
  /** The values, the last dimension fastest. Shares its memory with the bytes that were read. */
  values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const OTHER_TYPES: Record<number, string> = {
  0x09: "signed bytes",
  0x0b: "16-bit integers",
  0x0c: "32-bit integers",
  0x0d: "32-bit floats",
  0x0e: "64-bit floats",
};

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST: two zero bytes, the type of the values,
 * the number of dimensions, each dimension's size as a big-endian 32-bit integer, then the values
 * and nothing more.
 *
 * @param bytes the whole file, unpacked
 * @param file its name, for messages
 * @throws GanError `bad-data` that says what was expected
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  const fail = (what: string, hint = "replace it by a good copy"): never => {
    throw new GanError("bad-data", `${file} is not a valid IDX file: ${what}`, hint);
  };
  const [zero, zeroToo, type, rank] = bytes;
  if (zero === 0x1f && zeroToo === 0x8b)
    fail("it is compressed by gzip", "unpack it first, for example with gunzip");
  if (rank === undefined) return fail(`it has ${bytes.length} bytes, expected at least 4`);
  if (zero !== 0 || zeroToo !== 0)
    fail(`it starts with the bytes ${hex(zero)} ${hex(zeroToo)}, expected 00 00`);
  if (type !== UNSIGNED_BYTE)
    fail(
      `its values are ${OTHER_TYPES[type!] ?? `of the unknown type ${hex(type)}`}, ` +
        "expected unsigned bytes (type 08)",
    );

  const header = 4 + 4 * rank;
  if (bytes.length < header)
    fail(
      `it has ${bytes.length} bytes, expected at least ${header} for the sizes of ${rank} ` +
        "dimensions",
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // 255 sizes of 32 bits can have any product, hence BigInt.
  const expected = shape.reduce((product, size) => product * BigInt(size), 1n) + BigInt(header);
  if (BigInt(bytes.length) !== expected) {
    fail(
      `it has ${bytes.length} bytes, expected ${expected} for ` +
        `${shape.join(" x ") || "one value"} ` +
        `(${BigInt(bytes.length) < expected ? "cut short" : "something follows the values"})`,
    );
  }
  return { shape, values: bytes.subarray(header) };
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, "0");
}
