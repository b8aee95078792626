import { boundsOf, drawSynthetic, gaussianDensity, type SyntheticConfig } from "../data/synthetic";
import { rows } from "../data/dataset";
import { drawLatents, generate, judge } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import { tensor2d, tidy, type Tensor } from "../shared/tf";
import { nearestNeighbours } from "../metrics/nearest";
import { type DensityFigure, type Figure, gridLayout, type ImagesFigure, type ScatterFigure } from "../shared/figure";
import { densityPicture, gridPicture, scatterPicture } from "./pictures/pictures";
import type { Session } from "./session";

export interface SamplePicture {
  figure: Figure;
  picture: Uint8Array;
  /** The nearest training example of each sample, in the same grid. */
  nearest?: Uint8Array;
}

/** A picture of what G makes now, always from the same latents. The session is not changed by it. */
export function samplePicture(session: Session): SamplePicture {
  const config = session.experiment.data;
  if (config.source === "mnist") return imagesOf(session);
  if (config.source === "gaussian") {
    const figure = densityOf(session, config);
    return { figure, picture: densityPicture(figure) };
  }
  const figure = scatterOf(session, config);
  return { figure, picture: scatterPicture(figure) };
}

/** `count` samples of G as flat float32, from the latents of the stream `name`. */
export function samplesOf(session: Session, name: string, count: number): Float32Array {
  return tidy(() => fixedSamples(session, name, count).dataSync() as Float32Array);
}

function fixedSamples({ model, state }: Session, name: string, count: number): Tensor {
  return generate(model, state, drawLatents(model.latent, fold(rootKey(model.seed, 0), name), count));
}

const POINTS = 240, DENSITY_SAMPLES = 10_000;

function densityOf(session: Session, { mean, stddev }: Extract<SyntheticConfig, { source: "gaussian" }>): DensityFigure {
  const made = samplesOf(session, "density", DENSITY_SAMPLES);
  const low = mean - 5 * stddev, high = mean + 5 * stddev;
  const x = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const pData = x.map((at) => gaussianDensity(at, mean, stddev));
  const pGenerator = kernelDensity(made, x);
  const d = tidy(() => [...judge(session.model, session.state, tensor2d(x, [POINTS, 1])).dataSync()]);
  return {
    kind: "density", step: session.step, x: x.map(short), pData: pData.map(short), pGenerator: pGenerator.map(short), d: d.map(short),
    dOptimal: pData.map((p, i) => short(p / (p + pGenerator[i]!))),
  };
}

/** A density estimated with Gaussian kernels of half Silverman's width, which smooths a normal density by under 1 %. */
function kernelDensity(sample: Float32Array, x: readonly number[]): number[] {
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const stddev = Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
  const spacing = x[1]! - x[0]!;
  // A collapsed generator has hardly any spread; kernels narrower than the grid would fall between its points.
  const width = Math.max(0.53 * stddev * sample.length ** -0.2, spacing);
  return x.map((at) => sample.reduce((sum, value) => sum + gaussianDensity(at, value, width), 0) / sample.length);
}

const CELLS = 48;

function scatterOf(session: Session, config: Extract<SyntheticConfig, { source: "ring" | "grid" }>): ScatterFigure {
  const { model, state, experiment } = session;
  const count = Math.max(1000, experiment.samples.count);
  const { min, max } = boundsOf(config);
  const centre = (i: number) => min + ((max - min) * (i + 0.5)) / CELLS;
  const cells = Array.from({ length: CELLS * CELLS }, (_, i): [number, number] => [centre(i % CELLS), centre(Math.floor(i / CELLS))]);
  const read = (draw: () => Tensor) => tidy(() => [...draw().dataSync()].map(short));
  return {
    kind: "scatter", step: session.step,
    real: read(() => drawSynthetic(config, fold(rootKey(model.seed, 0), "scatter"), count)),
    generated: read(() => fixedSamples(session, "samples", count)),
    heat: { xMin: min, xMax: max, yMin: min, yMax: max, columns: CELLS, rows: CELLS, values: read(() => judge(model, state, tensor2d(cells))) },
  };
}

function imagesOf(session: Session): SamplePicture {
  const { experiment, source } = session;
  const [height, width, channels] = source.shape as [number, number, number];
  const layout = gridLayout(experiment.samples.count, width, height);
  const made = samplesOf(session, "samples", layout.count);
  const figure: ImagesFigure = { kind: "images", step: session.step, layout };
  if (source.kind !== "examples") return { figure, picture: gridPicture(made, layout, channels, [0, 1]) };
  const { dataset } = source;
  const range = [dataset.offset, 255 * dataset.scale + dataset.offset] as const;
  const between = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
  const neighbours = nearestNeighbours(made, height * width * channels, dataset.count, (from, to) => rows(dataset, between(from, to)));
  return {
    figure: { ...figure, nearest: neighbours.map(({ index, distance }) => ({ index, distance: short(distance / (range[1] - range[0])) })) },
    picture: gridPicture(made, layout, channels, range),
    nearest: gridPicture(rows(dataset, neighbours.map(({ index }) => index)), layout, channels, range),
  };
}

/** Four significant digits: more than a picture shows, and a file a third the size. */
const short = (value: number): number => Number(value.toPrecision(4));
