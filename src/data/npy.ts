import type { FileHandle } from "node:fs/promises";
import { GanError } from "../shared/errors";
import { withFile } from "./unreadable";

/* Reads .npy files, the format of NumPy. */

export interface NpyHeader {
  /** NumPy's name of the type, for example `<f4`. */
  descr: string;
  shape: number[];
  /** Where the values begin, in bytes. */
  start: number;
}

export interface NpyArray {
  shape: number[];
  /**
   * In C order: the last axis is the fastest. Bytes stay bytes, everything else becomes float32.
   */
  values: Uint8Array | Float32Array;
}

/** Bytes of a value, and how one is read. */
const TYPES: Record<
  string,
  { bytes: number; read(view: DataView, at: number, little: boolean): number }
> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};
const MAGIC = "\x93NUMPY";
/** Numbers that an array can have: engines count them in 32 bits. */
const MAX_NUMBERS = 2 ** 31 - 1;
/** Bytes read at a time; a multiple of every type's size. */
const CHUNK = 1 << 22;

/**
 * Reads a NumPy .npy file (versions 1 to 3 of NEP 1's format) a piece at a time.
 *
 * @throws GanError `bad-data` that says what was expected: another format or type, Fortran order,
 * values that are no finite
 *   numbers, a file that is too short or too long
 */
export async function readNpy(file: string): Promise<NpyArray> {
  return withFile(file, async (handle) => {
    const header = await readHeader(handle, file);
    return { shape: header.shape, values: await readValues(handle, file, header) };
  });
}

/**
 * The head of a .npy file, which `readNpy` can read as far as can be told without its values.
 * @throws GanError `bad-data`
 */
export const readNpyHeader = (file: string): Promise<NpyHeader> =>
  withFile(file, (handle) => readHeader(handle, file));

/** Numbers that `readNpyStart` reads at most. */
const FIRST = 1 << 18;

/** As `readNpy`, but not more than its first examples, as many as 262,144 numbers make. */
export function readNpyStart(file: string): Promise<NpyArray> {
  return withFile(file, async (handle) => {
    const header = await readHeader(handle, file);
    const [count = 1, ...example] = header.shape;
    const size = example.reduce((product, axis) => product * axis, 1);
    const first = Math.max(1, Math.floor(FIRST / size));
    const shape = [Math.min(count, first), ...example];
    return { shape, values: await readValues(handle, file, { ...header, shape }) };
  });
}

const fail = (file: string, what: string, hint = "write it with numpy.save"): GanError =>
  new GanError("bad-data", `${file} is not a valid .npy file: ${what}`, hint);

async function readHeader(handle: FileHandle, file: string): Promise<NpyHeader> {
  const head = Buffer.alloc(12);
  await handle.read(head, 0, 12, 0);
  if (head.toString("latin1", 0, 6) !== MAGIC) throw fail(file, "it does not begin as one");
  const version = head[6]!;
  if (version < 1 || version > 3)
    throw fail(file, `it is of version ${version}, expected 1, 2 or 3`);
  const [length, from] = version === 1 ? [head.readUInt16LE(8), 10] : [head.readUInt32LE(8), 12];
  if (length > 1 << 20) throw fail(file, `its header has ${length} bytes`);
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, from);
  const text = bytes.toString(version === 3 ? "utf8" : "latin1");
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (bytesRead < length || order === undefined || shape === undefined)
    throw fail(file, "its header cannot be read");
  if (descr === undefined)
    throw fail(file, "it holds records of several types", "save one array of numbers");
  const header = {
    descr,
    shape: shape
      .split(",")
      .map((size) => size.trim())
      .filter(Boolean)
      .map(Number),
    start: from + length,
  };
  if (order === "True" && header.shape.length > 1)
    throw fail(file, "it is in Fortran order", "save numpy.ascontiguousarray(array)");
  const count = countOf(header);
  if (!Number.isSafeInteger(count)) throw fail(file, "its header cannot be read");
  const expected = header.start + count * typeOf(header, file).bytes;
  const { size } = await handle.stat();
  if (size !== expected)
    throw fail(
      file,
      `it has ${size} bytes, expected ${expected} for ${header.shape.join(" x ")} values ` +
        `of ${descr} (${size < expected ? "cut short" : "something follows the values"})`,
    );
  if (count > MAX_NUMBERS)
    throw fail(
      file,
      `it holds ${count} numbers, and at most ${MAX_NUMBERS} can be used`,
      "save fewer examples, or smaller ones",
    );
  return header;
}

const countOf = ({ shape }: NpyHeader): number =>
  shape.reduce((product, size) => product * size, 1);

function typeOf({ descr }: NpyHeader, file: string): (typeof TYPES)[string] {
  const type = /^[<>|=][a-z]\d+$/.test(descr) ? TYPES[descr.slice(1)] : undefined;
  if (!type)
    throw fail(
      file,
      `its values are of the type ${descr}, expected ${Object.keys(TYPES).join(", ")}`,
      'save it as array.astype("float32")',
    );
  return type;
}

async function readValues(
  handle: FileHandle,
  file: string,
  header: NpyHeader,
): Promise<NpyArray["values"]> {
  const { descr, shape, start } = header;
  const type = typeOf(header, file);
  const count = countOf(header);
  const values = descr === "|u1" ? new Uint8Array(count) : new Float32Array(count);
  const little = descr[0] !== ">";
  const chunk = Buffer.alloc(Math.min(CHUNK, count * type.bytes));
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  for (let done = 0; done < count;) {
    const wanted = Math.min(chunk.length, (count - done) * type.bytes);
    for (let got = 0; got < wanted;) {
      const { bytesRead } = await handle.read(
        chunk,
        got,
        wanted - got,
        start + done * type.bytes + got,
      );
      if (bytesRead === 0) throw fail(file, "it became shorter while it was read");
      got += bytesRead;
    }
    if (values instanceof Uint8Array) values.set(chunk.subarray(0, wanted), done);
    else
      for (let at = 0, to = done; at < wanted; at += type.bytes)
        values[to++] = type.read(view, at, little);
    done += wanted / type.bytes;
  }
  const broken =
    values instanceof Uint8Array ? -1 : values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0)
    throw new GanError(
      "bad-data",
      `${file} holds ${values[broken]} at example ` +
        `${Math.floor(broken / (count / shape[0]!))} (counted from 0)`,
      "remove or replace what is not a finite float32 number",
    );
  return values;
}
