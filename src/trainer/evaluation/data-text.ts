import { basename } from "node:path";
import { type DataConfig, normalisationOf } from "../../experiment/schema";
import { digestOf } from "../../shared/text/digest";
import type { Units } from "./real";

/* The data of a figure in words, for its provenance. */

/**
 * Settings of data that say which examples are trained with, how they are shown to D, or how a file
 * writes them, and not what the data is.
 */
const OF_TRAINING: ReadonlySet<string> = new Set([
  "source",
  "range",
  "split",
  "flip",
  "normalisation",
  "decimal",
  "thousands",
]);

/**
 * Data with the settings that shape it, for a figure's provenance: `ring (modes 8, radius 1, stddev
 * 0.01)`. Files by their names alone, columns by theirs, a drawing by its digest.
 */
export function dataText(data: DataConfig): string {
  const parts = Object.entries(data)
    .filter(([key, value]) => !OF_TRAINING.has(key) && value !== undefined)
    .map(([key, value]) => `${key} ${partText(key, value)}`);
  return parts.length > 0 ? `${data.source} (${parts.join(", ")})` : data.source;
}

function partText(key: string, value: unknown): string {
  if (key === "file" || key === "path" || key === "labels") return basename(String(value));
  if (key === "points" && Array.isArray(value))
    return `${value.length} (${digestOf(JSON.stringify(value))})`;
  if (Array.isArray(value))
    return value
      .map((one) => (typeof one === "object" ? (one as { name: string }).name : String(one)))
      .join("/");
  return String(value);
}

/** The range in which pixels are measured. */
export function pixelRangeText(data: DataConfig, units: Units): string {
  if (units) return "[0, 1]";
  const normalisation = normalisationOf(data);
  return normalisation ? `${normalisation.type} ${normalisation.scale}` : "as stored";
}
