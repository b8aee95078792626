import type { Rgba } from "./decode";

/* Brings a picture to the size that a config asks for. */

/**
 * For each place along an axis of the result, the places of the source that go into it, and how
 * much of each.
 */
interface Taps {
  first: number;
  weights: Float32Array;
}

/**
 * Brings a picture to [height, width]: scaled to cover that with its sides in proportion, the
 * middle of what stands out cut out. Shrinking averages over the area that each pixel covers,
 * enlarging is bilinear. What is transparent becomes white. One channel is grey by ITU-R BT.601.
 *
 * @param out where the [height, width, channels] bytes go
 */
export function fitInto(
  { width, height, data }: Rgba,
  [toHeight, toWidth]: readonly [number, number],
  channels: 1 | 3,
  out: Uint8Array,
): void {
  const step = Math.min(height / toHeight, width / toWidth);
  const columns = taps(width, toWidth, step);
  const rows = taps(height, toHeight, step);
  const first = rows[0]!.first;
  const last = rows.at(-1)!;
  // Along the rows that are needed, then down the columns.
  const narrow = new Float32Array((last.first + last.weights.length - first) * toWidth * channels);
  const row = new Float32Array(width * channels);
  for (let y = first, to = 0; y < last.first + last.weights.length; y++) {
    flatten(data.subarray(4 * y * width, 4 * (y + 1) * width), channels, row);
    for (const tap of columns)
      for (let c = 0; c < channels; c++)
        narrow[to++] = along(row, tap.first * channels + c, channels, tap.weights);
  }
  let to = 0;
  for (const tap of rows) {
    for (let i = 0; i < toWidth * channels; i++)
      out[to++] = Math.round(
        along(
          narrow,
          (tap.first - first) * toWidth * channels + i,
          toWidth * channels,
          tap.weights,
        ),
      );
  }
}

function along(values: Float32Array, start: number, step: number, weights: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += values[start + i * step]! * weights[i]!;
  return sum;
}

/** `step`: how many pixels of the source one of the result is wide. */
function taps(from: number, to: number, step: number): Taps[] {
  const offset = (from - to * step) / 2;
  return Array.from({ length: to }, (_, i) =>
    step >= 1 ? area(offset + i * step, step, from) : linear(offset + (i + 0.5) * step - 0.5, from),
  );
}

function area(low: number, step: number, size: number): Taps {
  const high = low + step;
  const first = Math.min(size - 1, Math.max(0, Math.floor(low + 1e-6)));
  const last = Math.min(size, Math.max(first + 1, Math.ceil(high - 1e-6)));
  const shares = Array.from(
    { length: last - first },
    (_, i) => Math.min(first + i + 1, high) - Math.max(first + i, low),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { first, weights: Float32Array.from(shares, (share) => share / total) };
}

function linear(at: number, size: number): Taps {
  const within = Math.min(size - 1, Math.max(0, at));
  const first = Math.min(Math.floor(within), Math.max(0, size - 2));
  return size === 1
    ? { first: 0, weights: Float32Array.of(1) }
    : { first, weights: Float32Array.of(1 - (within - first), within - first) };
}

/** Pixels without opacity, over white, in the wanted channels. */
function flatten(pixels: Uint8Array, channels: 1 | 3, out: Float32Array): void {
  for (let at = 0, to = 0; at < pixels.length; at += 4) {
    const opacity = pixels[at + 3]! / 255;
    const white = 255 - pixels[at + 3]!;
    const red = pixels[at]! * opacity + white;
    const green = pixels[at + 1]! * opacity + white;
    const blue = pixels[at + 2]! * opacity + white;
    if (channels === 1) out[to++] = 0.299 * red + 0.587 * green + 0.114 * blue;
    else {
      out[to++] = red;
      out[to++] = green;
      out[to++] = blue;
    }
  }
}
