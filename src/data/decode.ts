import { inflateSync } from "node:zlib";
import { decode as decodeJpeg } from "jpeg-js";
import { GifReader } from "omggif";
import { PNG } from "pngjs";
import { decodeBmp } from "./bmp";
import { oriented } from "./exif";
import { NotReadable, readWhole, refuseBomb } from "./unreadable";
import { type PictureFormat, type PictureHead, pngChunks, readPictureHead } from "./picture-head";
import { decodeWebp } from "./webp";

/* Decodes the pictures of a folder, whatever their format, to 8-bit pixels. */

/** A picture as 8-bit red, green, blue and opacity, row by row. */
export interface Rgba {
  width: number;
  height: number;
  data: Uint8Array;
}

/**
 * Endings of the names of pictures that can be read. What a file really is, its first bytes tell.
 */
export const PICTURE_ENDING = /\.(png|jpe?g|jfif|webp|bmp|gif)$/i;
/** For messages. */
export const PICTURE_FORMATS = "PNG, JPEG, WebP, BMP and GIF";

const MAX_FILE_BYTES = 500e6;
/** Megabytes that jpeg-js takes beside the pixels. */
const JPEG_TABLES = 16;

/** Reads a picture file, upright. @throws NotReadable, or what the system says */
export async function readPicture(file: string): Promise<Rgba> {
  return decodePicture(await readWhole(file, MAX_FILE_BYTES));
}

/**
 * Decodes a picture and turns it as its EXIF orientation says. Of one that moves it is the first
 * frame.
 *
 * @throws NotReadable where it is of another kind, damaged, or far larger than its file can hold
 */
export async function decodePicture(bytes: Buffer): Promise<Rgba> {
  const head = readPictureHead(bytes);
  const { format, width, height, memory } = head;
  refuseBomb(`${width} x ${height} pixels`, memory, bytes.length);
  let picture: Rgba;
  try {
    picture = await DECODERS[format](bytes, head);
  } catch (cause) {
    if (cause instanceof NotReadable) throw cause;
    throw new NotReadable(`it is a damaged or cut short ${format}`, { cause });
  }
  return oriented(picture, head.orientation);
}

const DECODERS: Record<PictureFormat, (bytes: Buffer, head: PictureHead) => Rgba | Promise<Rgba>> =
  {
    PNG(bytes, head) {
      checkInterlaced(bytes, head);
      // Some programs leave something behind a picture, which pngjs refuses.
      return PNG.sync.read(bytes.subarray(0, pngEnd(bytes)));
    },
    JPEG: (bytes, { width, height, memory }) =>
      decodeJpeg(bytes, {
        useTArray: true,
        formatAsRGBA: true,
        // What the head claims: a second frame in the file may claim more.
        maxResolutionInMP: Math.ceil((width * height) / 1e6),
        maxMemoryUsageInMB: Math.ceil(memory / 1e6) + JPEG_TABLES,
      }),
    WebP: decodeWebp,
    BMP: decodeBmp,
    GIF: firstFrame,
  };

/**
 * pngjs unfolds the rows of an interlaced PNG without a bound, those of others as far as the size
 * says.
 */
function checkInterlaced(bytes: Buffer, { width, height }: PictureHead): void {
  if (bytes[28] !== 1) return;
  const pieces = [...pngData(bytes)];
  // At most 8 bytes a pixel, and a byte before each row of the seven passes.
  const most = 8 * width * height + 2 * height + 16;
  inflateSync(Buffer.concat(pieces), { maxOutputLength: most });
}

function* pngData(bytes: Buffer): Generator<Buffer> {
  for (const { name, data } of pngChunks(bytes)) if (name === "IDAT") yield data;
}

function pngEnd(bytes: Buffer): number {
  for (const { name, end } of pngChunks(bytes)) if (name === "IEND") return end;
  return bytes.length;
}

function firstFrame(bytes: Buffer, { width, height }: PictureHead): Rgba {
  const gif = new GifReader(bytes);
  const frame = gif.frameInfo(0);
  if (frame.x + frame.width > width || frame.y + frame.height > height)
    throw new Error("the frame is larger than the picture");
  const data = new Uint8Array(4 * width * height);
  inSilence(() => gif.decodeAndBlitFrameRGBA(0, data));
  return { width, height, data };
}

/**
 * Does work of omggif, which only prints it where a picture is shorter or longer than it should be.
 * @throws Error then
 */
function inSilence(work: () => void): void {
  const { log } = console;
  console.log = (words: unknown) => {
    throw new Error(String(words));
  };
  try {
    work();
  } finally {
    console.log = log;
  }
}
