import { type Emitter, int } from "../emitter";

/* The windows that convolutions and pooling slide over pictures, as columns of a matrix. */

/** How windows slide over an image: sizes are [height, width]. */
export interface Windows {
  readonly image: readonly [number, number];
  /** How many windows there are. */
  readonly count: readonly [number, number];
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: "SAME" | "VALID";
}

export const pixels = ([height, width]: readonly [number, number]): number => height * width;

/**
 * Where the first window begins: above or left of the image with the padding SAME, of which the
 * smaller half comes first.
 */
function begin(
  { image, count, window, strides, dilations, padding }: Windows,
  axis: 0 | 1,
): number {
  if (padding === "VALID") return 0;
  const reach = (window[axis] - 1) * dilations[axis] + 1;
  return -Math.floor(Math.max(0, (count[axis] - 1) * strides[axis] + reach - image[axis]) / 2);
}

/**
 * For each window, row by row, and each place in it: the pixel's number, or -1 outside of the
 * image.
 */
export function pixelsOfWindows(windows: Windows): number[] {
  const {
    image: [height, width],
    count,
    window,
    strides,
    dilations,
  } = windows;
  const top = begin(windows, 0);
  const left = begin(windows, 1);
  const found: number[] = [];
  for (let row = 0; row < count[0]; row++) {
    for (let column = 0; column < count[1]; column++) {
      for (let i = 0; i < window[0]; i++) {
        for (let j = 0; j < window[1]; j++) {
          const y = top + row * strides[0] + i * dilations[0];
          const x = left + column * strides[1] + j * dilations[1];
          found.push(y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1);
        }
      }
    }
  }
  return found;
}

/** For each of `count` things, the places in a list that name it. */
export function placesOf(list: readonly number[], count: number): number[][] {
  const places: number[][] = Array.from({ length: count }, () => []);
  list.forEach((thing, place) => places[thing]?.push(place));
  return places;
}

const int32List = (emit: Emitter, values: readonly number[]): string =>
  emit.constant("int32", [values.length], Int32Array.from(values));

/**
 * The windows of images side by side, so that a convolution is one product of matrices ("im2col").
 * @param x images [batch, height, width, channels].
 * @param outside what is outside of the image.
 * @returns [batch, windows * window, channels], which is also [batch * windows, window * channels].
 */
export function imageToColumns(
  emit: Emitter,
  x: string,
  shape: readonly number[],
  windows: Windows,
  outside = 0,
): string {
  const [batch, , , channels] = shape as [number, number, number, number];
  const last = pixels(windows.image);
  const places = pixelsOfWindows(windows);
  let rows = emit.op("Reshape", [x, emit.list([batch, last, channels])]);
  if (places.includes(-1)) rows = withLastRow(emit, rows, outside);
  return emit.op(
    "Gather",
    [
      rows,
      int32List(
        emit,
        places.map((place) => (place < 0 ? last : place)),
      ),
    ],
    { axis: int(1) },
  );
}

/** One more row of one number in each of the batch: rows [batch, count, channels]. */
export const withLastRow = (emit: Emitter, rows: string, value: number): string =>
  emit.op("Pad", [rows, emit.list([0, 0, 0, 0, 1, 0]), emit.scalar("float32", value)]);

/**
 * Adds up, for each pixel, the rows that are meant for it: what undoes `imageToColumns` in a
 * gradient ("col2im").
 * @param rows [batch, count, channels]. @param parts the rows of each pixel. @param zeros a row of
 * zeros.
 * @returns [batch, pixels, channels].
 */
export function sumOfRows(
  emit: Emitter,
  rows: string,
  parts: readonly (readonly number[])[],
  zeros: number,
): string {
  const most = Math.max(...parts.map(({ length }) => length));
  if (most === 1 && parts.every(({ length }) => length === 1))
    return emit.op("Gather", [rows, int32List(emit, parts.flat())], { axis: int(1) });
  // All first rows, then all second ones: long stretches are added faster.
  const places = Array.from({ length: most }, (_, i) => parts.map((own) => own[i] ?? zeros)).flat();
  const gathered = emit.op(
    "Gather",
    [rows, emit.constant("int32", [most, parts.length], Int32Array.from(places))],
    { axis: int(1) },
  );
  return emit.op("ReduceSum", [gathered, emit.list([1])], { keepdims: int(0) });
}

/** Whether some pixel gets fewer rows than others, so that a row of zeros is wanted. */
export const uneven = (parts: readonly (readonly number[])[]): boolean =>
  new Set(parts.map(({ length }) => length)).size > 1;
