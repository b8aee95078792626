import { type FiniteDataset, rows, sampleSize, viewRange } from "../../data/dataset";
import { classCountsOf } from "../../data/class-counts";
import { prepared } from "../../data/preprocess";
import type { Argument } from "../../engine/program";
import { conditionsOf } from "../../experiment/classes";
import { exactDistance } from "../../metrics/distances";
import { medianApart, spreadOf } from "../../metrics/diversity";
import { nearestInBlock, nearestNeighbours } from "../../metrics/nearest";
import { type GridLayout, gridLayout, type ImagesPicture } from "../../shared/run/picture";
import { countNotFinite } from "../../shared/finite";
import type { Tensor2D } from "../../tensor/tf";
import type { SamplePicture } from "./index";
import { gridPng } from "./png";
import { samplesOf, short } from "../session/samples";
import type { Session } from "../session/session";
import { holding, type PicturePieces } from "./pieces";

/* The sample picture of image data: a grid, with the nearest training examples. */

/** Samples in a grid, and the nearest training example of each. */
export async function* imagesOf(session: Session): PicturePieces<SamplePicture> {
  const { experiment, source, step } = session;
  if (source.kind !== "examples") throw new Error("pictures are a set of examples");
  const [height, width, channels = 1] = source.shape as [number, number, number?];
  const classes = conditionsOf(experiment);
  const layout = gridLayout(experiment.samples.count, width, height, classes?.length);
  const made = yield* holding(samplesOf(session, "samples", layout.count));
  const { dataset } = source;
  const size = sampleSize(dataset);
  // The session's program of the time: between two pieces it may have got another.
  const compare = (from: number, to: number) =>
    session.program.compute(
      "nearest",
      (_, { samples, block }) =>
        nearestInBlock(samples as Tensor2D, prepared(dataset, block!) as Tensor2D),
      {
        samples: { dtype: "float32", shape: [layout.count, size], values: made },
        block: block(dataset.values.subarray(from * size, to * size), [to - from, size]),
      },
    );
  yield false;
  const neighbours = yield* resting(nearestNeighbours(made, size, dataset.count, compare));
  const [low, high] = viewRange(dataset) ?? [0, 1];
  const notFinite = countNotFinite(made, size);
  const apart = yield* apartOf(dataset);
  const picture: ImagesPicture = {
    kind: "images",
    step,
    layout,
    ...(classes ? { classes: [...classes] } : {}),
    nearest: neighbours.map(({ index, distance }, i) => ({
      index,
      distance: short(
        (Number.isNaN(distance) ? farDistance(made, i, dataset, index) : distance) / (high - low),
      ),
    })),
    examples: dataset.count,
    ...(Number.isFinite(apart) ? { apart: short(apart / (high - low)) } : {}),
    ...classCountsOf(
      dataset,
      neighbours.map(({ index }) => index),
    ),
    ...(notFinite > 0 ? { notFinite } : { spread: short(spreadOver(made, dataset)) }),
  };
  const grid = (values: Float32Array) => tiledPng(values, layout, channels, viewRange(dataset));
  const png = await grid(made);
  yield false;
  const nearest = await grid(
    rows(
      dataset,
      neighbours.map(({ index }) => index),
    ),
  );
  return { picture, png, nearest };
}

/** How far apart the examples of data sets are, which is worked out once. */
const knownApart = new WeakMap<FiniteDataset, number>();

async function* apartOf(dataset: FiniteDataset): PicturePieces<number> {
  const known = knownApart.get(dataset);
  if (known !== undefined) return known;
  const search = medianApart(dataset.count, sampleSize(dataset), (indices) =>
    rows(dataset, indices),
  );
  for (;;) {
    const { done, value } = search.next();
    if (done) {
      knownApart.set(dataset, value);
      return value;
    }
    yield false;
  }
}

/** How far samples lie apart, over how far as many training examples do. */
function spreadOver(samples: Float32Array, dataset: FiniteDataset): number {
  const dimensions = sampleSize(dataset);
  const count = samples.length / dimensions;
  const even = Array.from({ length: count }, (_, i) => Math.floor((i * dataset.count) / count));
  return spreadOf({ values: samples, dimensions }, { values: rows(dataset, even), dimensions });
}

/** The distance of a sample to an example where its square lies beyond the range of float32. */
function farDistance(
  samples: Float32Array,
  sample: number,
  dataset: FiniteDataset,
  index: number,
): number {
  const size = sampleSize(dataset);
  return Math.sqrt(
    exactDistance(
      { values: samples, dimensions: size },
      sample,
      { values: rows(dataset, [index]), dimensions: size },
      0,
    ),
  );
}

/** Pieces that need nothing of the session's state. */
async function* resting<T>(work: AsyncGenerator<unknown, T>): PicturePieces<T> {
  for (;;) {
    const { done, value } = await work.next();
    if (done) return value;
    yield false;
  }
}

/**
 * A picture of training values. Those without a common range are each stretched about 0, which is
 * grey, as pylearn2 shows them.
 */
export function tiledPng(
  values: Float32Array,
  layout: GridLayout,
  channels: number,
  range: readonly [number, number] | undefined,
): Promise<Uint8Array> {
  if (range) return gridPng(values, layout, channels, range);
  const size = layout.tileWidth * layout.tileHeight * channels;
  const stretched = values.slice();
  for (let from = 0; from < values.length; from += size) {
    const tile = values.subarray(from, from + size);
    const most = tile.reduce(
      (a, value) => (Number.isFinite(value) ? Math.max(a, Math.abs(value)) : a),
      0,
    );
    stretched.set(
      tile.map((value) => value / (most || 1)),
      from,
    );
  }
  return gridPng(stretched, layout, channels, [-1, 1]);
}

const block = (values: Uint8Array | Float32Array, shape: number[]): Argument =>
  values instanceof Uint8Array
    ? { dtype: "uint8", shape, values }
    : { dtype: "float32", shape, values };
