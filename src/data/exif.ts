import type { Rgba } from "./decode";

/* The orientation of a photograph, from the EXIF block of its file. */

const ORIENTATION = 0x0112;
const SHORT = 3;

/**
 * The orientation that an EXIF block gives, 1 to 8: its tag 0x0112 in the first directory of a
 * TIFF. 1 where there is none, or the block is damaged: a picture is not refused for its side
 * information.
 */
export function exifOrientation(exif: Buffer | undefined): number {
  try {
    return (exif && orientationTag(exif)) ?? 1;
  } catch {
    return 1;
  }
}

function orientationTag(exif: Buffer): number | undefined {
  // Some writers of WebP and PNG put JPEG's mark before the block.
  const tiff = exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = short(directory);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (short(entry) !== ORIENTATION || short(entry + 2) !== SHORT) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** From 5 on rows and columns are exchanged. */
const TRANSPOSED = 5;
const MIRRORED_ACROSS = [2, 3, 6, 7];
const MIRRORED_DOWN = [3, 4, 7, 8];

/**
 * A picture as its orientation (EXIF 2.32, tag 274) says that it is to be seen: first its axes are
 * exchanged where the orientation says so, then it is mirrored left to right and top to bottom.
 */
export function oriented(picture: Rgba, orientation: number): Rgba {
  if (orientation === 1) return picture;
  const transposed = orientation >= TRANSPOSED;
  const across = MIRRORED_ACROSS.includes(orientation);
  const down = MIRRORED_DOWN.includes(orientation);
  const width = transposed ? picture.height : picture.width;
  const height = transposed ? picture.width : picture.height;
  const data = new Uint8Array(4 * width * height);
  const from = pixelsOf(picture.data);
  const to = pixelsOf(data);
  for (let y = 0, at = 0; y < height; y++) {
    const row = down ? height - 1 - y : y;
    for (let x = 0; x < width; x++, at++) {
      const column = across ? width - 1 - x : x;
      to[at] = from[transposed ? column * picture.width + row : row * picture.width + column]!;
    }
  }
  return { width, height, data };
}

/** Four bytes at a time. */
function pixelsOf(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
