import { PUBLISHED_SETS } from "./published-sets";
import {
  type DataConfig,
  type Experiment,
  isPublished,
  isSynthetic1d,
  isSynthetic2d,
} from "./schema";

/*
 * The shapes of samples: that of the data, and what each layer makes of its input, or why it
 * cannot.
 */

/** The shape of one sample, without the batch: [1], [28, 28, 1], ... */
export type Shape = readonly number[];

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`;
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

/** The shape of one sample of the data. */
export function dataShape(data: DataConfig): Shape {
  if (isSynthetic1d(data)) return [1];
  if (isSynthetic2d(data)) return [2];
  if (isPublished(data)) return PUBLISHED_SETS[data.source].shape;
  switch (data.source) {
    case "tfd":
      return [data.size, data.size, 1];
    case "folder":
      return [...data.size, data.channels];
    case "npy":
      return data.shape;
    case "csv":
      return [
        data.columns.reduce(
          (sum, column) => sum + (column.type === "numeric" ? 1 : column.values.length),
          0,
        ),
      ];
  }
}

/** The shape of what D sees: a sample, or `packing` of them joined along the last axis. */
export function discriminatorShape({
  data,
  objective,
}: Pick<Experiment, "data" | "objective">): Shape {
  const sample = dataShape(data);
  return [...sample.slice(0, -1), sample.at(-1)! * objective.packing];
}
