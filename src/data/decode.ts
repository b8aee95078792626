import { decode as decodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";

/** A picture as 8-bit red, green, blue and opacity, row by row. */
export interface Rgba {
  width: number;
  height: number;
  data: Uint8Array;
}

/** The most pixels of a JPEG, in millions, and its memory in MB: larger ones are taken for damaged. */
const MOST = { maxResolutionInMP: 200, maxMemoryUsageInMB: 2048 };

/** Decodes a PNG or a JPEG; which of the two it is, its first bytes tell. @throws Error where it is neither, or damaged */
export function decodePicture(bytes: Buffer): Rgba {
  if (bytes.readUInt32BE(0) === 0x89504e47) return PNG.sync.read(bytes);
  if (bytes.readUInt16BE(0) === 0xffd8)
    return decodeJpeg(bytes, { useTArray: true, formatAsRGBA: true, ...MOST });
  throw new Error("it is neither PNG nor JPEG");
}
