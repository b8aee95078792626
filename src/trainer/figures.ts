import { boundsOf, drawSynthetic, gaussianDensity, type SyntheticConfig } from "../data/synthetic";
import { rows } from "../data/dataset";
import { drawLatents, generate, judge } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import type { Argument } from "../engine/program";
import type { Tensor2D } from "../shared/tf";
import { nearestInBlock, nearestNeighbours } from "../metrics/nearest";
import { type DensityFigure, type Figure, gridLayout, type ImagesFigure, type ScatterFigure } from "../shared/figure";
import { densityPicture, gridPicture, scatterPicture } from "./pictures/pictures";
import type { Session } from "./session";

export interface SamplePicture {
  figure: Figure;
  picture: Uint8Array;
  /** The nearest training example of each sample, in the same grid. */
  nearest?: Uint8Array;
}

/**
 * A picture of what G makes now, always from the same latents. The session is not changed by it. What depends on the
 * session's state is done by the first yield; at each yield training may go on.
 */
export async function* samplePicture(session: Session): AsyncGenerator<void, SamplePicture> {
  const config = session.experiment.data;
  if (config.source === "mnist") return yield* imagesOf(session);
  if (config.source === "gaussian") {
    const figure = await densityOf(session, config);
    return { figure, picture: densityPicture(figure) };
  }
  const figure = await scatterOf(session, config);
  return { figure, picture: scatterPicture(figure) };
}

/** `count` samples of G as flat float32, from the latents of the stream `name`. */
export function samplesOf({ program, model }: Session, name: string, count: number): Promise<Float32Array> {
  return program.compute(`${count} samples of ${name}`, (state) => generate(model, state, drawLatents(model.latent, fold(rootKey(model.seed, 0), name), count)));
}

/** D(x) for points x of any shape. */
export function judgementsOf({ program, model }: Session, values: Float32Array, shape: number[]): Promise<Float32Array> {
  return program.compute("judge", (state, { x }) => judge(model, state, x!), { x: { dtype: "float32", shape, values } });
}

const POINTS = 240, DENSITY_SAMPLES = 10_000;

async function densityOf(session: Session, { mean, stddev }: Extract<SyntheticConfig, { source: "gaussian" }>): Promise<DensityFigure> {
  const made = await samplesOf(session, "density", DENSITY_SAMPLES);
  const low = mean - 5 * stddev, high = mean + 5 * stddev;
  const x = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const pData = x.map((at) => gaussianDensity(at, mean, stddev));
  const pGenerator = kernelDensity(made, x);
  const d = [...await judgementsOf(session, Float32Array.from(x), [POINTS, 1])];
  return {
    kind: "density", step: session.step, x: x.map(short), pData: pData.map(short), pGenerator: pGenerator.map(short), d: d.map(short),
    dOptimal: pData.map((p, i) => short(p / (p + pGenerator[i]!))),
  };
}

/** A kernel is less than 1e-7 of its height at this many widths from its middle. */
const REACH = 6;
/** Samples are counted in bins so many times as fine as the points. */
const FINE = 8;

/** A density at evenly spaced points x, estimated with Gaussian kernels of half Silverman's width, which smooths a normal density by under 1 %. */
function kernelDensity(sample: Float32Array, x: readonly number[]): number[] {
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const stddev = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
  const start = x[0]!, spacing = x[1]! - start;
  // A collapsed generator has hardly any spread; kernels narrower than the grid would fall between its points.
  const width = Math.max(0.53 * stddev * sample.length ** -0.2, spacing);
  const bin = spacing / FINE, reach = Math.ceil((REACH * width) / bin);
  const counts = new Float64Array((x.length - 1) * FINE + 2 * reach + 1);
  for (const value of sample) {
    const at = Math.round((value - start) / bin) + reach;
    if (at >= 0 && at < counts.length) counts[at]!++;
  }
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => gaussianDensity((i - reach) * bin, 0, width) / sample.length);
  return x.map((_, i) => kernel.reduce((sum, height, j) => sum + height * counts[i * FINE + j]!, 0));
}

const CELLS = 48;

async function scatterOf(session: Session, config: Extract<SyntheticConfig, { source: "ring" | "grid" }>): Promise<ScatterFigure> {
  const { program, model, experiment } = session;
  const count = Math.max(1000, experiment.samples.count);
  const { min, max } = boundsOf(config);
  const centre = (i: number) => min + ((max - min) * (i + 0.5)) / CELLS;
  const cells = Float32Array.from({ length: 2 * CELLS * CELLS }, (_, i) => (i % 2 === 0 ? centre((i / 2) % CELLS) : centre(Math.floor((i - 1) / 2 / CELLS))));
  const read = async (numbers: Promise<Float32Array>) => [...await numbers].map(short);
  return {
    kind: "scatter", step: session.step,
    real: await read(program.compute(`${count} points of the data`, () => drawSynthetic(config, fold(rootKey(model.seed, 0), "scatter"), count))),
    generated: await read(samplesOf(session, "samples", count)),
    heat: { xMin: min, xMax: max, yMin: min, yMax: max, columns: CELLS, rows: CELLS, values: await read(judgementsOf(session, cells, [CELLS * CELLS, 2])) },
  };
}

async function* imagesOf(session: Session): AsyncGenerator<void, SamplePicture> {
  const { experiment, source, step } = session;
  const [height, width, channels] = source.shape as [number, number, number];
  const layout = gridLayout(experiment.samples.count, width, height);
  const made = await samplesOf(session, "samples", layout.count);
  const figure: ImagesFigure = { kind: "images", step, layout };
  if (source.kind !== "examples") return { figure, picture: gridPicture(made, layout, channels, [0, 1]) };
  const { dataset } = source;
  const size = height * width * channels;
  const range = [dataset.offset, 255 * dataset.scale + dataset.offset] as const;
  // The session's program of the time: between two pieces it may have got another.
  const compare = (from: number, to: number) => session.program.compute("nearest", (_, { samples, block }) =>
    nearestInBlock(samples as Tensor2D, block!.mul(dataset.scale).add(dataset.offset) as Tensor2D), {
    samples: { dtype: "float32", shape: [layout.count, size], values: made },
    block: block(dataset.values.subarray(from * size, to * size), [to - from, size]),
  });
  yield;
  const neighbours = yield* nearestNeighbours(made, size, dataset.count, compare);
  return {
    figure: { ...figure, nearest: neighbours.map(({ index, distance }) => ({ index, distance: short(distance / (range[1] - range[0])) })) },
    picture: gridPicture(made, layout, channels, range),
    nearest: gridPicture(rows(dataset, neighbours.map(({ index }) => index)), layout, channels, range),
  };
}

const block = (values: Uint8Array | Float32Array, shape: number[]): Argument =>
  values instanceof Uint8Array ? { dtype: "uint8", shape, values } : { dtype: "float32", shape, values };

/** Four significant digits: more than a picture shows, and a file a third the size. */
const short = (value: number): number => Number(value.toPrecision(4));
