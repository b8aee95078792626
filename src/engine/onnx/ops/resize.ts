import { type Node, pictureShape, sizeAt, type Value } from "../../graph/ir";
import { flag } from "../../graph/attributes";
import { type Lowering, Unsupported } from "../context";
import { type Emitter, int } from "../emitter";
import { placesOf, sumOfRows, uneven, withLastRow } from "./windows";

/* Lowers resizing of pictures and its gradients to ONNX. */

/**
 * For each pixel of the larger image the one of the smaller that is nearest, by TensorFlow's rules.
 */
function nearest(node: Node, small: readonly number[], large: readonly number[]): number[] {
  const corners = flag(node, "align_corners");
  const centres = flag(node, "half_pixel_centers");
  if (corners && centres)
    throw new Unsupported("align_corners and half_pixel_centers exclude each other");
  const along = (from: number, to: number): number[] =>
    Array.from({ length: to }, (_, i) => {
      const scale = Math.fround(corners && to > 1 ? (from - 1) / (to - 1) : from / to);
      const place = Math.fround((centres ? i + 0.5 : i) * scale);
      return Math.min(corners ? Math.round(place) : Math.floor(place), from - 1);
    });
  const [, height, width] = pictureShape(small);
  const [, newHeight, newWidth] = pictureShape(large);
  const columns = along(width, newWidth);
  return along(height, newHeight).flatMap((row) => columns.map((column) => row * width + column));
}

const resizeNearest: Lowering = (node, context) => {
  const { emit } = context;
  const [x] = node.inputs as [Value];
  const y = node.outputs[0];
  const [batch, height, width, channels] = pictureShape(x.shape);
  const rows = emit.op("Reshape", [context.full(x), emit.list([batch, height * width, channels])]);
  const places = nearest(node, x.shape, y.shape);
  const gathered = emit.op(
    "Gather",
    [rows, emit.constant("int32", [places.length], Int32Array.from(places))],
    { axis: int(1) },
  );
  return emit.op("Reshape", [gathered, emit.list(y.shape)]);
};

const resizeNearestGrad: Lowering = (node, context) => {
  const { emit } = context;
  const [dy] = node.inputs as [Value];
  const x = node.outputs[0];
  const [batch, height, width, channels] = pictureShape(dy.shape);
  const parts = placesOf(nearest(node, x.shape, dy.shape), sizeAt(x.shape, 1) * sizeAt(x.shape, 2));
  let rows = emit.op("Reshape", [context.full(dy), emit.list([batch, height * width, channels])]);
  if (uneven(parts)) rows = withLastRow(emit, rows, 0);
  return emit.op("Reshape", [sumOfRows(emit, rows, parts, height * width), emit.list(x.shape)]);
};

/**
 * How much of each of `from` pixels is in each of `to`, [to, from]: linear between the two nearest,
 * by TensorFlow's rules.
 */
function shares(node: Node, from: number, to: number): Float32Array {
  const corners = flag(node, "align_corners");
  const centres = flag(node, "half_pixel_centers");
  const scale = corners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = centres ? (i + 0.5) * scale - 0.5 : i * scale;
    const low = Math.floor(place);
    const share = place - low;
    const inside = (pixel: number): number => i * from + Math.min(Math.max(pixel, 0), from - 1);
    for (const [pixel, part] of [
      [low, 1 - share],
      [low + 1, share],
    ] as const)
      matrix[inside(pixel)] = (matrix[inside(pixel)] ?? 0) + part;
  }
  return matrix;
}

function transposed(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

/**
 * Two products of matrices: along the width, then along the height, [height, width * channels] at a
 * time.
 */
function bothWays(
  emit: Emitter,
  x: string,
  shape: readonly number[],
  rows: Float32Array,
  columns: Float32Array,
): string {
  const [batch, height, width, channels] = pictureShape(shape);
  const newHeight = rows.length / height;
  const newWidth = columns.length / width;
  const wide = emit.op("MatMul", [emit.constant("float32", [newWidth, width], columns), x]);
  const flat = emit.op("Reshape", [wide, emit.list([batch, height, newWidth * channels])]);
  const high = emit.op("MatMul", [emit.constant("float32", [newHeight, height], rows), flat]);
  return emit.op("Reshape", [high, emit.list([batch, newHeight, newWidth, channels])]);
}

const resizeBilinear: Lowering = (node, context) => {
  const [x] = node.inputs as [Value];
  const y = node.outputs[0];
  return bothWays(
    context.emit,
    context.full(x),
    x.shape,
    shares(node, sizeAt(x.shape, 1), sizeAt(y.shape, 1)),
    shares(node, sizeAt(x.shape, 2), sizeAt(y.shape, 2)),
  );
};

const resizeBilinearGrad: Lowering = (node, context) => {
  const [dy] = node.inputs as [Value];
  const x = node.outputs[0];
  const back = (axis: 1 | 2): Float32Array =>
    transposed(shares(node, sizeAt(x.shape, axis), sizeAt(dy.shape, axis)), sizeAt(dy.shape, axis));
  return bothWays(context.emit, context.full(dy), dy.shape, back(1), back(2));
};

/** Ops that make pictures larger or smaller. */
export const PICTURES: Record<string, Lowering> = {
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: resizeNearestGrad,
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeBilinearGrad,
};
