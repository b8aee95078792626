import { axisOf, flag, list, text } from "./attributes";
import { type Attribute, firstInput, pictureShape, sizeAt, type Value } from "./ir";

/* An op as it was called, and the shapes that several ops make of their inputs. */

/** An op as it was called, as far as its outputs' types and shapes depend on it. */
export interface Call {
  attributes: Readonly<Record<string, Attribute>>;
  inputs: readonly Value[];
  /** The numbers of an input that must be a constant: axes, shapes, sizes. */
  constant(index: number): number[];
}

/** The first number of an input that must be a constant: an axis, a count. */
export const firstOf = (call: Call, index: number): number => sizeAt(call.constant(index), 0);

/** An attribute that must be there. */
export function required<T>(attribute: T | undefined, name: string): T {
  if (attribute === undefined) throw new Error(`the attribute ${name} is missing`);
  return attribute;
}

export function reduced(call: Call): number[] {
  const { shape } = firstInput(call);
  const axes = new Set(call.constant(1).map((axis) => axisOf(axis, shape.length)));
  return flag(call, "keep_dims")
    ? shape.map((size, i) => (axes.has(i) ? 1 : size))
    : shape.filter((_, i) => !axes.has(i));
}

/** Output size of a window sliding along one axis. */
const slid = (size: number, window: number, stride: number, padding: string | undefined): number =>
  padding === "SAME" ? Math.ceil(size / stride) : Math.ceil((size - window + 1) / stride);

export function windowed(call: Call, window: readonly number[], channels: number): number[] {
  const [batch, height, width] = pictureShape(firstInput(call).shape);
  const strides = required(list(call, "strides"), "strides");
  const padding = text(call, "padding");
  if (padding !== "SAME" && padding !== "VALID") throw new Error(`padding ${padding} is not known`);
  if ((text(call, "data_format") ?? "NHWC") !== "NHWC")
    throw new Error("only the layout NHWC is known");
  return [
    batch,
    slid(height, sizeAt(window, 0), sizeAt(strides, 1), padding),
    slid(width, sizeAt(window, 1), sizeAt(strides, 2), padding),
    channels,
  ];
}
