import { constants, inflateSync } from "node:zlib";
import { GanError } from "../shared/errors";
import { NotReadable, refuseBomb } from "./unreadable";

/* Reads arrays of numbers from MATLAB files (.mat). */

/** An array of numbers of a MATLAB file. */
export interface MatArray {
  shape: number[];
  /** In MATLAB's order: the first axis is the fastest. */
  values: Uint8Array | Float64Array;
}

const COMPRESSED = 15;
const MATRIX = 14;
/** Classes of arrays that hold numbers: double, single, and the integers of 8 to 64 bits. */
const NUMERIC = { first: 6, last: 15 };

const NUMBERS: Record<
  number,
  { bytes: number; read(view: DataView, at: number, little: boolean): number }
> = {
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  4: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  5: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  6: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  7: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  9: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  12: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  13: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
};
const BYTES = 2;
/** Numbers of an array that holds no bytes: folds and labels are far fewer. */
const MAX_NUMBERS = 1e7;
/** Compressed bytes that are unfolded to see what a variable is. */
const HEAD_BYTES = 4096;
/** Bytes that one of a file may unfold to: pictures shrink to a third at best. */
const MAX_UNFOLDING = 20;

/** A piece of the file: a tag, which says what it is and how long, and its contents. */
interface Element {
  type: number;
  data: Buffer;
  next: number;
}

/**
 * Reads arrays of numbers from a MATLAB file of version 5 (what `save` writes up to -v7), its
 * variables compressed or not. By MathWorks' description of the MAT-file format, level 5.
 *
 * @param wanted names of variables; others are passed over
 * @returns those of them that the file has
 * @throws GanError `bad-data` for another format, a wanted variable that holds no plain numbers, or
 * a damaged file
 */
export function readMat(
  bytes: Buffer,
  file: string,
  wanted: readonly string[],
): Map<string, MatArray> {
  const fail = failing(file);
  const little = readMatHeader(bytes, file);
  const found = new Map<string, MatArray>();
  try {
    for (let at = MAT_HEADER; at < bytes.length;) {
      const outer = elementAt(bytes, at, little);
      at = outer.next;
      const element = outer.type === COMPRESSED ? unfolded(outer.data, wanted, little) : outer;
      if (element?.type !== MATRIX) continue;
      const [flags, dimensions, name, real] = firstElements(element.data, 4, little);
      const variable = name?.data.toString("latin1") ?? "";
      if (!wanted.includes(variable)) continue;
      const kind = little ? flags!.data.readUInt32LE(0) : flags!.data.readUInt32BE(0);
      if (
        (kind & 0xff) < NUMERIC.first ||
        (kind & 0xff) > NUMERIC.last ||
        (kind & 0x800) !== 0 ||
        !real
      )
        throw fail(`its variable ${variable} is no array of real numbers`);
      const shape = [...numbersOf(dimensions!, little)];
      const values = numbersOf(real, little);
      if (values.length !== shape.reduce((product, size) => product * size, 1))
        throw fail(
          `its variable ${variable} has ${values.length} numbers for ${shape.join(" x ")}`,
        );
      found.set(variable, { shape, values });
    }
  } catch (thrown) {
    if (thrown instanceof GanError) throw thrown;
    throw fail(thrown instanceof NotReadable ? thrown.message : "it is damaged or cut short");
  }
  return found;
}

/**
 * A compressed variable, if it is wanted: its beginning tells its name and its size, and no more
 * than that is unfolded.
 *
 * @throws NotReadable where it is far larger than its file
 */
function unfolded(data: Buffer, wanted: readonly string[], little: boolean): Element | undefined {
  const start = inflateSync(data.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  const type = little ? start.readUInt32LE(0) : start.readUInt32BE(0);
  const length = little ? start.readUInt32LE(4) : start.readUInt32BE(4);
  if (type !== MATRIX) return undefined;
  const name = firstElements(start.subarray(8), 3, little)[2]?.data.toString("latin1") ?? "";
  if (!wanted.includes(name)) return undefined;
  // The pieces, and the whole that is made of them.
  refuseBomb(`${length} bytes for ${name}`, 2 * length, data.length, MAX_UNFOLDING);
  return elementAt(inflateSync(data, { maxOutputLength: 8 + length }), 0, little);
}

const failing =
  (file: string) =>
  (what: string, hint = "use an undamaged copy of it"): GanError =>
    new GanError("bad-data", `${file} is not a MATLAB file that can be read: ${what}`, hint);

/** Bytes before a file's variables. */
export const MAT_HEADER = 128;

/**
 * @returns whether a file that begins like this is little-endian @throws GanError `bad-data` where
 * `readMat` cannot read it
 */
export function readMatHeader(bytes: Buffer, file: string): boolean {
  const fail = failing(file);
  const mark = bytes.toString("latin1", MAT_HEADER - 2, MAT_HEADER);
  const little = mark === "IM";
  if (mark !== "IM" && mark !== "MI") throw fail("it does not begin as one of version 5");
  const version = little ? bytes.readUInt16LE(MAT_HEADER - 4) : bytes.readUInt16BE(MAT_HEADER - 4);
  if (version === 0x0200)
    throw fail("it is of version 7.3", "load it in MATLAB and save it with -v7");
  if (version !== 0x0100) throw fail(`it is of the unknown version ${version}`);
  return little;
}

/** The first elements inside another; fewer where it has no more. */
function firstElements(data: Buffer, most: number, little: boolean): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < data.length && elements.length < most; at = elements.at(-1)!.next)
    elements.push(elementAt(data, at, little));
  return elements;
}

function elementAt(bytes: Buffer, at: number, little: boolean): Element {
  const word = (offset: number) =>
    little ? bytes.readUInt32LE(at + offset) : bytes.readUInt32BE(at + offset);
  const tag = word(0);
  // Up to four bytes of contents stand in the tag itself, their length in its upper half.
  if (tag >>> 16 !== 0)
    return {
      type: tag & 0xffff,
      data: bytes.subarray(at + 4, at + 4 + (tag >>> 16)),
      next: at + 8,
    };
  const length = word(4);
  const start = at + 8;
  const end = start + length;
  if (end > bytes.length)
    throw new NotReadable(`it is cut short: ${end} bytes expected, ${bytes.length} there`);
  // All begin at a multiple of eight bytes, except what follows a compressed one.
  return {
    type: tag,
    data: bytes.subarray(start, end),
    next: tag === COMPRESSED ? end : start + Math.ceil(length / 8) * 8,
  };
}

/** The numbers of an element; bytes share its memory. */
function numbersOf({ type, data }: Element, little: boolean): Uint8Array | Float64Array {
  if (type === BYTES) return data;
  const number = NUMBERS[type];
  if (!number) throw new NotReadable(`it has values of the unknown type ${type}`);
  const count = data.length / number.bytes;
  if (count > MAX_NUMBERS)
    throw new NotReadable(`it has an array of ${Math.floor(count)} numbers that are no bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Float64Array.from({ length: count }, (_, i) =>
    number.read(view, i * number.bytes, little),
  );
}
