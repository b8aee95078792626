import type { Rgba } from "./decode";
import { NotReadable } from "./unreadable";

/* Decodes BMP pictures. */

/**
 * Compressions of a BMP whose pixels stand as they are: plain, and with the bits of each colour
 * given.
 */
const PLAIN = 0;
const BIT_FIELDS = [3, 6];
/** What the bits of a pixel of 16 or more bits mean where the file does not say. */
const MASKS: Record<number, readonly [number, number, number]> = {
  16: [0x7c00, 0x3e0, 0x1f],
  24: [0xff0000, 0xff00, 0xff],
  32: [0xff0000, 0xff00, 0xff],
};
const FILE_HEADER = 14;

/**
 * Decodes an uncompressed Windows bitmap of 1, 4, 8, 16, 24 or 32 bits a pixel, by Microsoft's
 * description of BITMAPINFOHEADER. Opacity is not read: programs leave anything in its bits.
 *
 * @throws NotReadable where it is of another kind, or cut short
 */
export function decodeBmp(bytes: Buffer): Rgba {
  const headerSize = bytes.readUInt32LE(FILE_HEADER);
  const bits = bytes.readUInt16LE(28);
  const compression = bytes.readUInt32LE(30);
  if (headerSize < 40 || (compression !== PLAIN && !BIT_FIELDS.includes(compression)))
    throw new NotReadable("it is a compressed or very old BMP, which cannot be read");
  const width = bytes.readInt32LE(18);
  const signedHeight = bytes.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const colourOf =
    bits <= 8 ? paletteColour(bytes, headerSize, bits) : maskedColour(bytes, bits, compression);
  const start = bytes.readUInt32LE(10);
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (start + stride * height > bytes.length) throw new NotReadable("it is a cut short BMP");
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0, to = 0; y < height; y++) {
    // Rows go from the bottom to the top unless the height is negative.
    const row = start + stride * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++, to += 4) {
      const colour = colourOf(pixelAt(bytes, row, x, bits));
      data[to] = colour >> 16;
      data[to + 1] = (colour >> 8) & 255;
      data[to + 2] = colour & 255;
    }
  }
  return { width, height, data };
}

/** The number of a pixel: of one or more bytes, or of some bits of one. */
function pixelAt(bytes: Buffer, row: number, x: number, bits: number): number {
  if (bits >= 8) return bytes.readUIntLE(row + (x * bits) / 8, bits / 8);
  const inByte = 8 / bits;
  const shift = 8 - bits * (1 + (x % inByte));
  return (bytes[row + Math.floor(x / inByte)]! >> shift) & ((1 << bits) - 1);
}

/** Colours as 0xRRGGBB. */
type Colour = (pixel: number) => number;

function paletteColour(bytes: Buffer, headerSize: number, bits: number): Colour {
  if (![1, 4, 8].includes(bits)) throw new NotReadable(`it is a BMP of ${bits} bits a pixel`);
  const count = bytes.readUInt32LE(46) || 1 << bits;
  const start = FILE_HEADER + headerSize;
  const palette = Array.from({ length: Math.min(count, 1 << bits) }, (_, i) =>
    bytes.readUIntLE(start + 4 * i, 3),
  );
  return (pixel) => palette[pixel] ?? 0;
}

function maskedColour(bytes: Buffer, bits: number, compression: number): Colour {
  const usual = MASKS[bits];
  if (!usual) throw new NotReadable(`it is a BMP of ${bits} bits a pixel`);
  const masks =
    compression === PLAIN ? usual : [54, 58, 62].map((place) => bytes.readUInt32LE(place));
  const channels = masks.map(channelOf);
  return (pixel) => channels.reduce((colour, channel) => (colour << 8) | channel(pixel), 0);
}

/** A colour's bits of a pixel, brought to 0 to 255. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.round((255 * ((pixel & mask) >>> shift)) / most);
}
