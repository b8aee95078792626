import { readFile } from "node:fs/promises";
import { type DrawnProblem, readDrawing } from "../shared/drawn/drawn-file";
import { GanError } from "../shared/errors";
import { fileErrorReason } from "../shared/files/errors";
import type { DataConfig, DataOf } from "./schema";

/* Drawn data: read from its file, and the numbers that were read. */

export type DrawnConfig = DataOf<"points" | "curve">;

export const isDrawn = (data: DataConfig): data is DrawnConfig =>
  data.source === "points" || data.source === "curve";

/**
 * The data with the drawing of its file in it, by which it is complete: whoever trains with it
 * needs no file. Data that has no file to read stays as it is.
 *
 * @param data with an absolute path
 * @throws GanError `bad-data` that names file and line
 */
export async function withDrawing<D extends DataConfig>(data: D): Promise<D> {
  if (!isDrawn(data) || data.points || data.file === undefined) return data;
  const text = await readFile(data.file, "utf8").catch((thrown: unknown) => {
    throw new GanError(
      "bad-data",
      `${data.file} cannot be read: ${fileErrorReason(thrown)?.why ?? String(thrown)}`,
      "draw it (GAN: Draw Data), or check the path in the config",
      { cause: thrown },
    );
  });
  const { rows, problem } = readDrawing(data.source, text);
  if (problem) throw problemOf(data.file, problem);
  return { ...data, points: rows.map((row) => [...row]) };
}

const problemOf = (file: string, { line, message, hint }: DrawnProblem): GanError =>
  new GanError("bad-data", `${file}${line === undefined ? "" : `:${line}`} ${message}`, hint);

/** A drawing that has been read: [x, density] or [x, y, spread?] of each row. */
export function drawnRows({ source, file, points }: DrawnConfig): readonly (readonly number[])[] {
  if (!points) throw new Error(`the ${source} of ${file} have not been read`);
  return points;
}

/** A drawn point with the standard deviation of the noise around it. */
export interface DrawnPoint {
  x: number;
  y: number;
  spread: number;
}

export const drawnPointsOf = (data: DataOf<"points">): DrawnPoint[] =>
  drawnRows(data).map(([x = 0, y = 0, spread = data.stddev]) => ({ x, y, spread }));
