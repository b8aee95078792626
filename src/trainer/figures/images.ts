import { type FiniteDataset, rows, sampleSize, viewRange } from "../../data/dataset";
import { prepared } from "../../data/preprocess";
import type { Argument } from "../../engine/program";
import { conditionsOf } from "../../experiment/classes";
import { nearestInBlock, nearestNeighbours } from "../../metrics/nearest";
import { type GridLayout, gridLayout, type ImagesFigure } from "../../shared/figure";
import type { Tensor2D } from "../../shared/tf";
import type { SamplePicture } from "../figures";
import { gridPicture } from "../pictures/pictures";
import { samplesOf, short } from "../samples";
import type { Session } from "../session";

/** Samples in a grid, and the nearest training example of each. */
export async function* imagesOf(session: Session): AsyncGenerator<void, SamplePicture> {
  const { experiment, source, step } = session;
  if (source.kind !== "examples") throw new Error("pictures are a set of examples");
  const [height, width, channels = 1] = source.shape as [number, number, number?];
  const classes = conditionsOf(experiment);
  const layout = gridLayout(experiment.samples.count, width, height, classes?.length);
  const made = await samplesOf(session, "samples", layout.count);
  const figure: ImagesFigure = {
    kind: "images",
    step,
    layout,
    ...(classes ? { classes: [...classes] } : {}),
  };
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
  yield;
  const neighbours = yield* nearestNeighbours(made, size, dataset.count, compare);
  const [low, high] = viewRange(dataset) ?? [0, 1];
  return {
    figure: {
      ...figure,
      nearest: neighbours.map(({ index, distance }) => ({
        index,
        distance: short(distance / (high - low)),
      })),
    },
    picture: grid(dataset, made, layout, channels),
    nearest: grid(
      dataset,
      rows(
        dataset,
        neighbours.map(({ index }) => index),
      ),
      layout,
      channels,
    ),
  };
}

const grid = (
  dataset: FiniteDataset,
  values: Float32Array,
  layout: GridLayout,
  channels: number,
): Uint8Array => tiledPicture(values, layout, channels, viewRange(dataset));

/** A picture of training values. Those without a common range are each stretched about 0, which is grey, as pylearn2 shows them. */
export function tiledPicture(
  values: Float32Array,
  layout: GridLayout,
  channels: number,
  range: readonly [number, number] | undefined,
): Uint8Array {
  if (range) return gridPicture(values, layout, channels, range);
  const size = layout.tileWidth * layout.tileHeight * channels,
    stretched = values.slice();
  for (let from = 0; from < values.length; from += size) {
    const one = stretched.subarray(from, from + size);
    const most = one.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    one.forEach((value, i) => {
      one[i] = value / most;
    });
  }
  return gridPicture(stretched, layout, channels, [-1, 1]);
}

const block = (values: Uint8Array | Float32Array, shape: number[]): Argument =>
  values instanceof Uint8Array
    ? { dtype: "uint8", shape, values }
    : { dtype: "float32", shape, values };
