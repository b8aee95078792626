import * as z from "../../shared/zod";
import { drawnCurve, drawnPoints } from "./data-drawn";
import { own } from "./data-own";
import { published } from "./data-published";
import type { normalisationSchema, PIXEL_RANGE_NAMES } from "./data-settings";
import { oneDimensional, twoDimensional } from "./data-synthetic";

export { MAX_CLASSES, type TableColumn } from "./data-own";
export { normalisationSchema, PIXEL_RANGE_NAMES } from "./data-settings";

/* The schema of `data`: the sources together, and which kind of source a config has. */

export const dataSchema = z.discriminatedUnion("source", [
  ...oneDimensional,
  ...twoDimensional,
  drawnCurve,
  drawnPoints,
  ...published,
  ...own,
]);
export type DataConfig = z.infer<typeof dataSchema>;
export type DataSource = DataConfig["source"];
/** The config of one source, or of several. */
export type DataOf<S extends DataSource> = Extract<DataConfig, { source: S }>;

export type Synthetic1dConfig = z.infer<(typeof oneDimensional)[number] | typeof drawnCurve>;
export type Synthetic2dConfig = z.infer<(typeof twoDimensional)[number] | typeof drawnPoints>;
export type PublishedConfig = z.infer<(typeof published)[number]>;

const namesOf = (
  options: readonly { shape: { source: { value: string } } }[],
): ReadonlySet<string> => new Set(options.map(({ shape }) => shape.source.value));
const ONE = namesOf([...oneDimensional, drawnCurve]);
const TWO = namesOf([...twoDimensional, drawnPoints]);
const PUBLISHED = namesOf(published);

export const isSynthetic1d = (data: DataConfig): data is Synthetic1dConfig => ONE.has(data.source);
export const isSynthetic2d = (data: DataConfig): data is Synthetic2dConfig => TWO.has(data.source);
export const isSynthetic = (data: DataConfig): data is Synthetic1dConfig | Synthetic2dConfig =>
  isSynthetic1d(data) || isSynthetic2d(data);
/** Data sets that are fetched from the network and kept in the cache. */
export const isPublished = (data: DataConfig): data is PublishedConfig =>
  PUBLISHED.has(data.source);

/**
 * Sources of pictures whose pixels are scaled to `range` or normalised. An .npy tells only when it
 * is read what its values are.
 */
export type PictureConfig = DataOf<"mnist" | "fashionMnist" | "cifar10" | "tfd" | "folder">;
export const isPictures = (data: DataConfig): data is PictureConfig =>
  "range" in data && data.source !== "npy";

/**
 * The range of the pixels as D sees them; undefined where the data is no pictures, or normalised,
 * or an array of any numbers.
 */
export function pixelRangeOf(data: DataConfig): (typeof PIXEL_RANGE_NAMES)[number] | undefined {
  return isPictures(data) && !normalisationOf(data) ? data.range : undefined;
}

export const normalisationOf = (
  data: DataConfig,
): z.infer<typeof normalisationSchema> | undefined =>
  "normalisation" in data ? data.normalisation : undefined;
