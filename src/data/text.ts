import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { GanError } from "../shared/errors";
import { checkIsFile, unreadable } from "./unreadable";

/* Reads the text of a file in pieces, and refuses what is no text. */

/** Bytes that are read at a time. */
const PIECE_BYTES = 1 << 16;
/** Bytes of a line; a file with a longer one is no text. */
const MAX_LINE_BYTES = 1 << 24;
/** Bytes at the beginning by which UTF-16 without a byte order mark is recognised. */
const SNIFFED_BYTES = 1 << 10;

type Encoding = "utf8" | "utf16le" | "utf16be";

/** Takes the bytes of a file in their order and gives its text; `end` gives what is left. */
interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

/**
 * The text of a file, a piece at a time: UTF-8, or UTF-16 of either byte order, with a byte order
 * mark or without. Every line ends with `\n`, however it ends in the file.
 *
 * @throws GanError `bad-data` for a file that cannot be read or is in another encoding, with line
 * and column
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  await checkIsFile(file);
  const stream = createReadStream(file, { highWaterMark: PIECE_BYTES });
  const ends = new LineEnds();
  let decoder: Decoder | undefined;
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      decoder ??= decoderOf(encodingOf(bytes, file), file);
      yield ends.write(decoder.write(bytes));
    }
  } catch (thrown) {
    throw thrown instanceof GanError ? thrown : unreadable(file, thrown);
  } finally {
    stream.destroy();
  }
  yield ends.write(decoder?.end() ?? "") + ends.end();
}

const BYTE_ORDER_MARK = "\uFEFF";

function encodingOf(first: Buffer, file: string): Encoding {
  const begins = (...mark: number[]) => mark.every((byte, i) => first[i] === byte);
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff))
    throw new GanError("bad-data", `${file} is in UTF-32`, "save it as UTF-8");
  if (begins(0xff, 0xfe)) return "utf16le";
  if (begins(0xfe, 0xff)) return "utf16be";
  // Of UTF-16 every second byte of most texts is zero; UTF-8 has none.
  const zeros = [0, 0];
  first.subarray(0, SNIFFED_BYTES).forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = Math.min(first.length, SNIFFED_BYTES) / 4;
  if (odd > many && even === 0) return "utf16le";
  return even > many && odd === 0 ? "utf16be" : "utf8";
}

function decoderOf(encoding: Encoding, file: string): Decoder {
  const decoder = encoding === "utf8" ? new Utf8Decoder(file) : new Utf16Decoder(encoding);
  let isFirst = true;
  const withoutMark = (text: string): string => {
    if (text === "" || !isFirst) return text;
    isFirst = false;
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  };
  return {
    write: (bytes) => withoutMark(decoder.write(bytes)),
    end: () => withoutMark(decoder.end()),
  };
}

/** Decodes whole lines alone, so that no character is cut and each fault has its line. */
class Utf8Decoder implements Decoder {
  #rest: Buffer = Buffer.alloc(0);
  /** Lines that were decoded. */
  #lines = 0;

  constructor(readonly file: string) {}

  write(bytes: Buffer): string {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    // A carriage return as the last byte may be half of a line's end.
    const end = Math.max(all.lastIndexOf(0x0a), all.lastIndexOf(0x0d, -2)) + 1;
    this.#rest = all.subarray(end);
    if (this.#rest.length > MAX_LINE_BYTES)
      throw new GanError(
        "bad-data",
        `${this.file} has a line of more than ${MAX_LINE_BYTES / 2 ** 20} MiB (line ` +
          `${this.#lines + 1})`,
        "give a text file, such as a table as comma-separated values",
      );
    return this.#decode(all.subarray(0, end));
  }

  end(): string {
    return this.#decode(this.#rest);
  }

  #decode(bytes: Buffer): string {
    const text = bytes.toString("utf8");
    if (!isUtf8(bytes)) throw notUtf8(this.file, bytes, this.#lines);
    const zero = text.indexOf("\0");
    if (zero >= 0)
      throw new GanError(
        "bad-data",
        `${this.file} is not text: a byte of 0 is on line ` +
          `${this.#lines + linesIn(text.slice(0, zero)) + 1}`,
        "save it as text in UTF-8",
      );
    this.#lines += linesIn(text);
    return text;
  }
}

const linesIn = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

/**
 * Says where the first bytes are that are no UTF-8, and what they are in the encoding that they are
 * likely in.
 */
function notUtf8(file: string, bytes: Buffer, linesBefore: number): GanError {
  const text = bytes.toString("utf8");
  let at = 0;
  let length = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (character === "\uFFFD" && bytes.toString("hex", at, at + 3) !== "efbfbd") break;
    at += size;
    length += character.length;
  }
  const before = text.slice(0, length);
  const line = linesBefore + linesIn(before) + 1;
  const lineStart = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const column = [...before.slice(lineStart)].length + 1;
  const byte = bytes.subarray(at, at + 1);
  const isLetter = (byte[0] ?? 0) >= 0xa0;
  const meant = isLetter
    ? `, which is "${byte.toString("latin1")}" in Latin-1 (Windows-1252)`
    : ", as text in Windows-1252 has it";
  return new GanError(
    "bad-data",
    `${file} is not UTF-8: line ${line}, column ${column} has the byte ` +
      `0x${byte.toString("hex").toUpperCase()}${meant}`,
    'save it as UTF-8: "CSV UTF-8" in Excel, or iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW',
  );
}

class Utf16Decoder implements Decoder {
  readonly #decoder = new StringDecoder("utf16le");
  readonly #swaps: boolean;
  #half: Buffer = Buffer.alloc(0);

  constructor(encoding: Exclude<Encoding, "utf8">) {
    this.#swaps = encoding === "utf16be";
  }

  write(bytes: Buffer): string {
    if (!this.#swaps) return this.#decoder.write(bytes);
    const all = Buffer.concat([this.#half, bytes]);
    const even = all.length - (all.length % 2);
    this.#half = all.subarray(even);
    return this.#decoder.write(all.subarray(0, even).swap16());
  }

  end(): string {
    return this.#decoder.end();
  }
}

/**
 * Makes one `\n` of each end of a line, also where a piece ends between the two characters of one.
 */
class LineEnds {
  #held = "";

  write(piece: string): string {
    const text = this.#held + piece;
    this.#held = text.endsWith("\r") ? "\r" : "";
    return text.slice(0, text.length - this.#held.length).replace(/\r\n?/g, "\n");
  }

  end(): string {
    return this.#held === "" ? "" : "\n";
  }
}
