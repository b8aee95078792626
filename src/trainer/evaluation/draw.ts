import { intervalOf } from "../../data/densities";
import { drawSynthetic } from "../../data/synthetic";
import type { EvaluationRequest } from "../../experiment/evaluation";
import { isSynthetic, isSynthetic1d } from "../../experiment/schema";
import { dataShape, sizeOf } from "../../experiment/shapes";
import { drawLatents, generate } from "../../gan/model";
import { type Network, widthOf } from "../../gan/network";
import { fold, rootKey } from "../../gan/random";
import { average } from "../../metrics/moments";
import { type Classes, labelsInput } from "../conditions";
import { judgementsOf, judgementsOfAny } from "../samples";
import type { RealData, RealExamples } from "./real";
import type { Subject } from "./subject";

/** Points of the grid on which D is compared with its optimum, over the interval on which 1-D data is shown. */
export const GRID_POINTS = 400;

/** All that an evaluation takes from the state of a run: with it at hand the run may be trained on. */
export interface Draw {
  /** [samples, ...shape] flat, in the range of the training. */
  samples: Float32Array;
  /** The classes that a conditional GAN was asked for: as often as they are in the data. */
  classes: Classes;
  /** As many real points, where the data is drawn. */
  drawn?: Float32Array;
  /** The mean of D over real examples and over samples, where a metric asks for it. */
  judged?: { real: RealExamples["passport"]; meanDReal: number; meanDGenerated: number };
  /** D on `GRID_POINTS` points of 1-D data, where a metric asks for it. */
  onGrid?: { from: number; to: number; x: number[]; d: Float32Array };
}

/** Numbers that the layers of a network may hold at a time. */
const ROOM = 8_000_000;

/** Draws samples, always from the same latents, and asks D. Yields the share that is done. */
export async function* drawAll(
  subject: Subject,
  real: RealData,
  { metrics, samples: count }: EvaluationRequest,
): AsyncGenerator<number, Draw> {
  const {
    model,
    program,
    experiment: { data },
  } = subject;
  const shape = dataShape(data);
  const classes =
    model.classes === undefined ? undefined : await real.trainingClasses(model.seed, count);
  const z = await subject.program.compute(`${count} latents of evaluation`, () =>
    drawLatents(model.latent, fold(rootKey(model.seed, 0), "evaluation"), count),
  );
  const samples = yield* samplesFrom(subject, z, classes);
  const draw: Draw = { samples, classes };
  if (isSynthetic(data)) {
    draw.drawn = await program.compute(`${count} points to evaluate`, () =>
      drawSynthetic(data, fold(rootKey(model.seed, 0), "evaluation-data"), count),
    );
  }
  if (metrics.includes("discriminator")) {
    const {
      points: { values },
      passport,
      labels,
    } = draw.drawn
      ? { points: { values: draw.drawn }, passport: { real: count, rows: "drawn afresh" } }
      : await real.sample("trained");
    const ofReal = model.classes === undefined ? undefined : labels;
    draw.judged = {
      real: passport,
      meanDReal: yield* judged(subject, values, shape, ofReal),
      meanDGenerated: yield* judged(subject, samples, shape, classes),
    };
  }
  if (metrics.includes("optimum") && isSynthetic1d(data)) {
    const [from, to] = intervalOf(data);
    const x = Array.from(
      { length: GRID_POINTS },
      (_, i) => from + ((to - from) * (i + 0.5)) / GRID_POINTS,
    );
    draw.onGrid = {
      from,
      to,
      x,
      d: await judgementsOfAny(subject, Float32Array.from(x), [GRID_POINTS, 1]),
    };
  }
  return draw;
}

/** G's samples for latents [n, latent.size], flat, and for as many classes; as many at a time as memory is for. Yields the share that is done. */
export async function* samplesFrom(
  subject: Subject,
  latents: Float32Array,
  classes: Classes,
): AsyncGenerator<number, Float32Array> {
  const { latent, generator } = subject.model,
    size = sizeOf(dataShape(subject.experiment.data));
  const count = latents.length / latent.size,
    atOnce = batchFor(generator),
    samples = new Float32Array(count * size);
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    samples.set(
      await generateFrom(
        subject,
        latents.subarray(from * latent.size, to * latent.size),
        classes?.subarray(from, to),
      ),
      from * size,
    );
    yield to / count;
  }
  return samples;
}

const generateFrom = (
  { program, model }: Pick<Subject, "program" | "model">,
  z: Float32Array,
  classes: Classes,
): Promise<Float32Array> =>
  program.compute(
    "generate",
    (state, { latents, labels }) => generate(model, state, latents!, labels),
    {
      latents: {
        dtype: "float32",
        shape: [z.length / model.latent.size, model.latent.size],
        values: z,
      },
      ...labelsInput(model, classes),
    },
  );

async function* judged(
  subject: Subject,
  values: Float32Array,
  shape: readonly number[],
  classes: Classes,
): AsyncGenerator<number, number> {
  const size = sizeOf(shape),
    count = values.length / size,
    atOnce = batchFor(subject.model.discriminator),
    d = new Float32Array(count);
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    d.set(
      await judgementsOf(
        subject,
        values.subarray(from * size, to * size),
        [to - from, ...shape],
        classes?.subarray(from, to),
      ),
      from,
    );
    yield to / count;
  }
  return average(d);
}

/** So many samples go through a network at a time. */
const batchFor = (network: Network): number => Math.max(1, Math.floor(ROOM / widthOf(network)));
