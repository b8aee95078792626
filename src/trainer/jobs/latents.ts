import { access, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { readNpy } from "../../data/npy";
import { statelessNormal } from "../../engine/random/philox";
import { conditionsOf } from "../../experiment/classes";
import { drawLatents } from "../../gan/model";
import { fold, foldStream, rootKey, rootStream } from "../../gan/random";
import { GanError } from "../../shared/errors";
import { interpolate } from "../../shared/latents/interpolation";
import { parseLatents } from "../../shared/latents/latents-file";
import { sweep, sweptRange } from "../../shared/latents/sweep";
import { truncate } from "../../shared/latents/truncation";
import type { LatentEdit, LatentsRequest, ShownSamples } from "../../shared/protocol/latents";
import type { OpenedRun } from "../evaluation";
import type { Classes } from "../session/conditions";

/* The latents that samples are asked for, in words or as a file. */

/** How many samples are made where nobody says it. */
const DEFAULT_COUNT = 64;

/** Latent vectors, and of a conditional GAN the number of each one's class. */
interface LatentSet {
  rows: Float32Array[];
  classes: number[] | undefined;
}

/** What samples are made from. */
export interface AskedLatents {
  /** [count, latent.size] flat. */
  latents: Float32Array;
  count: number;
  classes: Classes;
  /** How many make a row, where that follows from what is asked for. */
  columns: number | undefined;
  /** Whether each class has its turn. */
  inTurn: boolean;
}

/** The latents that a request stands for. @throws GanError that says what it asks wrongly */
export async function askedLatents(
  opened: OpenedRun,
  request: LatentsRequest,
): Promise<AskedLatents> {
  const { show } = request;
  const one = classAsked(opened, request.class);
  const set = await latentSet(opened, request);
  const classes = one === undefined ? set.classes : set.classes?.map(() => one);
  const edited = { rows: withEdits(opened, set.rows, request.edits ?? []), classes };
  const shown = show ? shownSet(opened, edited, show) : edited;
  const { size } = opened.model.latent;
  const latents = new Float32Array(shown.rows.length * size);
  shown.rows.forEach((row, i) => latents.set(row, i * size));
  return {
    latents,
    count: shown.rows.length,
    classes: shown.classes && Uint8Array.from(shown.classes),
    columns: show && "points" in show ? show.points : undefined,
    inTurn: one === undefined && request.file === undefined && show === undefined,
  };
}

/** The latents that are drawn, or those of a file. */
async function latentSet(opened: OpenedRun, request: LatentsRequest): Promise<LatentSet> {
  if (request.file !== undefined) return readLatents(opened, request, request.file);
  const { model } = opened;
  const named = [
    ...(request.show?.samples ?? []),
    ...(request.edits ?? []).map(({ sample }) => sample),
  ];
  const count = named.reduce((a, b) => Math.max(a, b), request.count ?? DEFAULT_COUNT);
  const drawn = await latentsOf(opened, "samples", count, request.seed);
  const flat = truncated(opened, drawn, request);
  const { classes } = model;
  return {
    rows: rowsOf(flat, model.latent.size),
    classes:
      classes === undefined ? undefined : Array.from({ length: count }, (_, i) => i % classes),
  };
}

function truncated(
  { model }: OpenedRun,
  latents: Float32Array,
  { truncation, seed = model.seed }: LatentsRequest,
): Float32Array {
  if (truncation === undefined) return latents;
  if (model.latent.distribution !== "normal")
    throw new GanError(
      "bad-usage",
      "truncation is for normal latents, and those of this run are uniform",
      "leave out the truncation: uniform latents have no tails to cut off",
    );
  return truncate(latents, truncation, normalsOf(seed));
}

/** Normal numbers drawn at a time; of no influence on them. */
const BLOCK = 4096;

/** Normal numbers without end, the same on every engine. */
function* normalsOf(seed: number): Generator<number, never> {
  const stream = foldStream(rootStream(seed), "samples/resampled");
  for (let block = 0; ; block++) yield* statelessNormal([0, foldStream(stream, block)], BLOCK);
}

/** Reads latents that `save` has written, or an array [count, latent.size]. */
async function readLatents(
  opened: OpenedRun,
  { count, seed, truncation }: LatentsRequest,
  file: string,
): Promise<LatentSet> {
  if (count !== undefined || seed !== undefined || truncation !== undefined)
    throw new GanError(
      "bad-usage",
      "latents of a file are not drawn",
      "leave out count, seed and truncation, or the file",
    );
  // What hinders is said as of any other file.
  await access(file);
  const isArray = extname(file).toLowerCase() === ".npy";
  const { rows, names } = isArray ? await arrayRows(file) : await jsonRows(file);
  const { size } = opened.model.latent;
  const other = rows.find(({ length }) => length !== size);
  if (other)
    throw new GanError(
      "bad-data",
      `a latent vector in ${file} has ${other.length} numbers, and those of this run have ${size}`,
      "give latents of a run with the same latent.size",
    );
  const { classes } = opened.model;
  if (classes === undefined) return { rows, classes: undefined };
  const ofEach = rows.map((_, i) => classAsked(opened, names?.[i]) ?? i % classes);
  return { rows, classes: ofEach };
}

async function arrayRows(file: string): Promise<{ rows: Float32Array[]; names?: string[] }> {
  const { shape, values } = await readNpy(file);
  const [count = 0, size = 0] = shape;
  if (shape.length !== 2 || count === 0 || size === 0)
    throw new GanError(
      "bad-data",
      `the array in ${file} is of shape (${shape.join(", ")})`,
      "latents are an array (count, latent.size)",
    );
  return { rows: rowsOf(Float32Array.from(values), size) };
}

async function jsonRows(file: string): Promise<{ rows: Float32Array[]; names?: string[] }> {
  const { latents, classes } = parseLatents(await readFile(file, "utf8"), file);
  return { rows: latents.map((row) => Float32Array.from(row)), ...(classes && { names: classes }) };
}

const rowsOf = (flat: Float32Array, size: number): Float32Array[] =>
  Array.from({ length: flat.length / size }, (_, i) => flat.subarray(i * size, (i + 1) * size));

function withEdits(
  opened: OpenedRun,
  rows: readonly Float32Array[],
  edits: readonly LatentEdit[],
): Float32Array[] {
  const edited = [...rows];
  for (const { sample, coordinate, value } of edits) {
    const i = indexOfSample(sample, rows.length);
    edited[i] = edited[i]!.with(indexOfCoordinate(opened, coordinate), value);
  }
  return edited;
}

/** What is shown of a set, or made of it. */
function shownSet(opened: OpenedRun, set: LatentSet, show: ShownSamples): LatentSet {
  const { rows, classes } = set;
  const { distribution } = opened.model.latent;
  const indices = show.samples.map((sample) => indexOfSample(sample, rows.length));
  const row = (i: number) => rows[i]!;
  const repeated = (i: number, points: number) => new Array<number>(points).fill(classes?.[i] ?? 0);
  switch (show.kind) {
    case "picked":
      return { rows: indices.map(row), classes: classes && indices.map((i) => classes[i]!) };
    case "sweep": {
      const { points, range = sweptRange(distribution) } = show;
      const coordinate = indexOfCoordinate(opened, show.coordinate);
      return {
        rows: indices.flatMap((i) => sweep(row(i), coordinate, range, points)),
        classes: classes && indices.flatMap((i) => repeated(i, points)),
      };
    }
    case "between": {
      const [from, to] = indices as [number, number];
      if (show.spherical && distribution !== "normal")
        throw new GanError(
          "bad-usage",
          "a spherical way is for normal latents, and those of this run are uniform",
          "interpolate along a straight line",
        );
      const way = show.spherical ? "spherical" : "straight";
      return {
        rows: interpolate(row(from), row(to), show.points, way),
        classes: classes && repeated(from, show.points),
      };
    }
  }
}

function indexOfSample(sample: number, count: number): number {
  if (sample <= count) return sample - 1;
  throw new GanError(
    "bad-usage",
    `there is no sample ${sample}: there are ${count}`,
    "samples are counted from 1, row by row",
  );
}

function indexOfCoordinate({ model }: OpenedRun, coordinate: number): number {
  const { size } = model.latent;
  if (coordinate <= size) return coordinate - 1;
  throw new GanError(
    "bad-usage",
    `there is no coordinate ${coordinate}: latents of this run have ${size}`,
    `take one from 1 to ${size}`,
  );
}

/** Latents of a stream, [count, latent.size] flat. */
export const latentsOf = (
  { program, model }: OpenedRun,
  stream: string,
  count: number,
  seed = model.seed,
): Promise<Float32Array> =>
  program.compute(`${count} latents of ${stream}, seed ${seed}`, () =>
    drawLatents(model.latent, fold(rootKey(seed, 0), stream), count),
  );

/**
 * The number of the class that is asked for by its name. A number is a name only where the classes
 * are called so: of others it is not said whether it counts from 0.
 *
 * @throws GanError `bad-usage` where there is none such, or more than one
 */
export function classAsked(
  { experiment }: Pick<OpenedRun, "experiment">,
  asked: string | undefined,
): number | undefined {
  if (asked === undefined) return undefined;
  const names = conditionsOf(experiment);
  if (!names)
    throw new GanError(
      "bad-usage",
      "this GAN is not conditional: neither network takes a class",
      "leave out --class",
    );
  const exact = names.indexOf(asked);
  if (exact >= 0) return exact;
  const alike = names.filter((name) => name.toLowerCase() === asked.toLowerCase());
  const [only, ...others] = alike;
  if (only !== undefined && others.length === 0) return names.indexOf(only);
  throw new GanError(
    "bad-usage",
    alike.length > 1 ? `"${asked}" is several classes` : `there is no class "${asked}"`,
    `use the name of one: ${(alike.length > 1 ? alike : names).join(", ")}`,
  );
}
