import type { Value } from "../../graph/ir";
import type { Context } from "../context";
import {
  imageToColumns,
  pixels,
  pixelsOfWindows,
  placesOf,
  sumOfRows,
  uneven,
  type Windows,
  withLastRow,
} from "./windows";

/* Windows over pictures whose channels stay apart: those of pooling and depthwise convolutions. */

type Four = readonly [number, number, number, number];

/** Windows of each channel by itself: [batch, windows, window, channels]. */
export function columns(context: Context, x: Value, windows: Windows, outside = 0): string {
  const [batch, , , channels] = x.shape as Four;
  const side = imageToColumns(context.emit, context.full(x), x.shape, windows, outside);
  return context.emit.op("Reshape", [
    side,
    context.emit.list([batch, pixels(windows.count), pixels(windows.window), channels]),
  ]);
}

/** Numbers for each place of each window, [batch, windows, window, channels], added up by pixel. */
export function intoImage(context: Context, spread: string, x: Value, windows: Windows): string {
  const { emit } = context;
  const [batch, , , channels] = x.shape as Four;
  const parts = placesOf(pixelsOfWindows(windows), pixels(windows.image));
  const count = pixels(windows.count) * pixels(windows.window);
  let rows = emit.op("Reshape", [spread, emit.list([batch, count, channels])]);
  if (uneven(parts)) rows = withLastRow(emit, rows, 0);
  return emit.op("Reshape", [sumOfRows(emit, rows, parts, count), emit.list(x.shape)]);
}

/** A gradient [batch, height, width, channels] as [batch, windows, 1, channels]. */
export const perWindow = (context: Context, dy: Value): string => {
  const [batch, height, width, channels] = dy.shape as Four;
  return context.emit.op("Reshape", [
    context.full(dy),
    context.emit.list([batch, height * width, 1, channels]),
  ]);
};
