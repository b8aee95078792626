import { exifOrientation } from "./exif";
import { NotReadable } from "./unreadable";

/* The kind and size of a picture from the first bytes of its file, without decoding it. */

/** Kinds of picture files that can be read. */
export type PictureFormat = "PNG" | "JPEG" | "WebP" | "BMP" | "GIF";

/** What the first bytes of a picture file tell, before any of its pixels is decoded. */
export interface PictureHead {
  format: PictureFormat;
  width: number;
  height: number;
  /** How the pixels as stored are to be turned, 1 to 8; 1 is as they are. */
  orientation: number;
  /** Bytes of memory that decoding takes, roughly. */
  memory: number;
}

/** @throws NotReadable where it is none of the kinds, or its head is damaged */
export function readPictureHead(bytes: Buffer): PictureHead {
  const format = formatOf(bytes);
  if (!format) throw new NotReadable(otherFormat(bytes));
  try {
    const head = { format, orientation: 1, ...READERS[format](bytes) };
    if (head.width > 0 && head.height > 0) return head;
  } catch (thrown) {
    if (thrown instanceof NotReadable) throw thrown;
    // A read beyond the end: cut short.
  }
  throw new NotReadable(`it is a damaged or cut short ${format}`);
}

function formatOf(bytes: Buffer): PictureFormat | undefined {
  const start = bytes.toString("latin1", 0, 12);
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (start.startsWith("\xff\xd8")) return "JPEG";
  if (/^GIF8[79]a/.test(start)) return "GIF";
  if (start.startsWith("RIFF") && start.endsWith("WEBP")) return "WebP";
  return start.startsWith("BM") ? "BMP" : undefined;
}

/** Says what a file is that cannot be read, where its first bytes tell. */
function otherFormat(bytes: Buffer): string {
  const start = bytes.toString("latin1", 0, 12);
  const known: [RegExp, string][] = [
    [/^$/, "is empty"],
    [/^(II\*\0|MM\0\*)/, "is a TIFF"],
    [/^....ftyp(heic|heix|mif1|msf1)/s, "is a HEIC"],
    [/^....ftypavif/s, "is an AVIF"],
    [/^\0\0\0\x0cjP {2}/, "is a JPEG 2000"],
    [/^8BPS/, "is a Photoshop file"],
    [/^\s*<(!DOCTYPE|html|svg|\?xml)/i, "is a web page or an SVG"],
    [/^version http/, "is the pointer of Git LFS, not the picture itself"],
    [/^\0\x05\x16\x07/, "is macOS' side file of a picture"],
  ];
  const words = known.find(([pattern]) => pattern.test(start))?.[1] ?? "is no picture";
  return `it ${words}`;
}

type Size = Pick<PictureHead, "width" | "height" | "memory"> & { orientation?: number };

const READERS: Record<PictureFormat, (bytes: Buffer) => Size> = {
  PNG: pngHead,
  JPEG: jpegHead,
  WebP: webpHead,
  BMP(bytes) {
    const width = bytes.readInt32LE(18);
    const height = Math.abs(bytes.readInt32LE(22));
    return { width, height, memory: 4 * width * height };
  },
  GIF(bytes) {
    const width = bytes.readUInt16LE(6);
    const height = bytes.readUInt16LE(8);
    return { width, height, memory: 6 * width * height };
  },
};

/**
 * Bytes of a pixel in pngjs's buffers: the stored row, its copy without filters, and the result,
 * twice where it is deep.
 */
const PNG_PIXEL = { shallow: 13, deep: 24 };

function pngHead(bytes: Buffer): Size {
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const pixel = bytes[24] === 16 ? PNG_PIXEL.deep : PNG_PIXEL.shallow;
  const exif = pngChunk(bytes, "eXIf");
  return { width, height, memory: pixel * width * height, orientation: exifOrientation(exif) };
}

interface PngChunk {
  name: string;
  data: Buffer;
  /** Where the next one begins. */
  end: number;
}

/** The pieces of a PNG in their order, as far as it goes. */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  for (let at = 8; at + 12 <= bytes.length;) {
    const start = at + 8;
    const length = bytes.readUInt32BE(at);
    const end = start + length + 4;
    const name = bytes.toString("latin1", at + 4, start);
    yield { name, data: bytes.subarray(start, start + length), end };
    at = end;
  }
}

function pngChunk(bytes: Buffer, wanted: string): Buffer | undefined {
  for (const { name, data } of pngChunks(bytes)) if (name === wanted) return data;
  return undefined;
}

/** Bytes that jpeg-js takes for a block of 8 x 8 values, and for a pixel of the result. */
const JPEG = { block: 500, pixel: 10 };

/** Reads the markers up to the one that starts the frame (ITU-T T.81, annex B). */
function jpegHead(bytes: Buffer): Size {
  let orientation: number | undefined;
  for (let at = 2; ;) {
    while (bytes.readUInt8(at) !== 0xff) at++;
    while (bytes.readUInt8(at) === 0xff) at++;
    const marker = bytes[at]!;
    at++;
    // Markers without contents: restarts, the start of the image, and one for private use.
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    const content = bytes.subarray(at + 2, at + bytes.readUInt16BE(at));
    if (marker === 0xe1 && content.toString("latin1", 0, 6) === "Exif\0\0")
      orientation ??= exifOrientation(content.subarray(6));
    const startsFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startsFrame) return { ...jpegFrame(content), orientation: orientation ?? 1 };
    at += bytes.readUInt16BE(at);
  }
}

function jpegFrame(content: Buffer): Size {
  const height = content.readUInt16BE(1);
  const width = content.readUInt16BE(3);
  const components = content.readUInt8(5);
  const sampling = Array.from({ length: components }, (_, i) => content.readUInt8(7 + 3 * i));
  const across = sampling.map((both) => both >> 4);
  const down = sampling.map((both) => both & 15);
  const units =
    Math.ceil(width / (8 * Math.max(1, ...across))) *
    Math.ceil(height / (8 * Math.max(1, ...down)));
  const blocks = units * across.reduce((sum, h, i) => sum + h * down[i]!, 0);
  return { width, height, memory: JPEG.block * blocks + JPEG.pixel * width * height };
}

/** Bytes of a pixel in libwebp's memory and in the copy of it. */
const WEBP_PIXEL = 10;
/** The bit of an extended header that says that the picture moves. */
const ANIMATED = 2;

/**
 * The size by RFC 9649: of the canvas where there is one, else of the lossy or lossless picture.
 */
function webpHead(bytes: Buffer): Size {
  const kind = bytes.toString("latin1", 12, 16);
  let width: number;
  let height: number;
  if (kind === "VP8X") {
    if ((bytes.readUInt8(20) & ANIMATED) !== 0)
      throw new NotReadable("it is an animated WebP; only still ones can be read");
    width = 1 + bytes.readUIntLE(24, 3);
    height = 1 + bytes.readUIntLE(27, 3);
  } else if (kind === "VP8L") {
    const bits = bytes.readUInt32LE(21);
    width = 1 + (bits & 0x3fff);
    height = 1 + ((bits >>> 14) & 0x3fff);
  } else if (kind === "VP8 ") {
    width = bytes.readUInt16LE(26) & 0x3fff;
    height = bytes.readUInt16LE(28) & 0x3fff;
  } else throw new Error(kind);
  const exif = riffChunk(bytes, "EXIF");
  return { width, height, memory: WEBP_PIXEL * width * height, orientation: exifOrientation(exif) };
}

function riffChunk(bytes: Buffer, wanted: string): Buffer | undefined {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === wanted)
      return bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return undefined;
}
