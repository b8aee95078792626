import type { TensorHandle, Program, PureFunction } from "../../engine/program";
import type { Weights } from "../../extractors/cache";
import type { Tree } from "../../gan/tree";
import type { Points } from "../../metrics/distances";
import { shares } from "../../metrics/pieces";
import type { Tensor } from "../../tensor/tf";
import type { Values } from "../../tensor/values";

/* What an extractor of features is, and how many pictures go through it in pieces. */

/** A part of an extractor's work on some pictures, which one call of the engine does. */
export interface Stage {
  /** The names of the weights that it takes. */
  weights: readonly string[];
  /**
   * Makes of what the stage before has made, or of pictures [n, height, width, channels] in [0, 1],
   * what the next one takes. Pure.
   */
  run(weights: Tree, x: Tensor): Tensor;
}

/** What turns pictures into features, and into probabilities of classes. */
export interface Extractor {
  /** Its name and its weights' hash: figures by different ones cannot be compared. */
  name: string;
  hash: string;
  dimensions: number;
  classes: number;
  /** The pixels that it is made for. */
  pixelRange: string;
  /** What it sees of real pictures is kept in the cache. */
  slow: boolean;
  weights: Weights;
  /**
   * One after the other they give features and probabilities side by side, [n, dimensions +
   * classes].
   */
  stages: readonly Stage[];
  /** How many pictures go through the stages at a time. */
  atOnce: number;
}

export interface Features {
  features: Points;
  probabilities: Points;
}

/** A program that may be exchanged for another between two calls. */
interface Runner {
  readonly program: Pick<Program, "compute" | "computeHandle" | "upload">;
}

/**
 * Extracts the features of pictures [n, ...shape], flat, in [0, 1]. Yields the share that is done
 * after each stage: others may have their turn. Weights, and what goes from one stage to the next,
 * stay on the engine meanwhile.
 */
export async function* extract(
  extractor: Extractor,
  pictures: Float32Array,
  shape: readonly number[],
  runner: Runner,
): AsyncGenerator<number, Features> {
  const { dimensions, classes, atOnce } = extractor;
  const size = shape.reduce((a, b) => a * b, 1);
  const count = pictures.length / size;
  const width = dimensions + classes;
  const features = new Float32Array(count * dimensions);
  const probabilities = new Float32Array(count * classes);
  const weights: Record<string, TensorHandle> = {};
  try {
    for (const [name, values] of Object.entries(extractor.weights)) {
      weights[name] = runner.program.upload(values);
      yield 0;
    }
    for (let from = 0; from < count; from += atOnce) {
      const to = Math.min(count, from + atOnce);
      const some: Values = {
        dtype: "float32",
        shape: [to - from, ...shape],
        values: pictures.subarray(from * size, to * size),
      };
      const stages = throughStages(extractor, weights, some, runner);
      const seen = yield* shares(stages, from / count, to / count);
      for (let i = from; i < to; i++) {
        const row = seen.subarray((i - from) * width, (i - from + 1) * width);
        features.set(row.subarray(0, dimensions), i * dimensions);
        probabilities.set(row.subarray(dimensions), i * classes);
      }
    }
  } finally {
    for (const held of Object.values(weights)) held.release();
  }
  return {
    features: { values: features, dimensions },
    probabilities: { values: probabilities, dimensions: classes },
  };
}

async function* throughStages(
  { name, stages }: Extractor,
  weights: Readonly<Record<string, TensorHandle>>,
  pictures: Values,
  runner: Runner,
): AsyncGenerator<number, Float32Array> {
  let between: TensorHandle | undefined;
  try {
    for (const [i, stage] of stages.entries()) {
      const call = `${name}, stage ${i + 1}`;
      const run: PureFunction = (_, { x, ...state }) => stage.run(state, x!);
      const given = { ...pickFrom(weights, stage.weights), x: between ?? pictures };
      if (i === stages.length - 1) {
        const seen = await runner.program.compute(call, run, given);
        yield 1;
        return seen;
      }
      const made = await runner.program.computeHandle(call, run, given);
      between?.release();
      between = made;
      yield (i + 1) / stages.length;
    }
  } finally {
    between?.release();
  }
  throw new Error(`${name} has no stages`);
}

const pickFrom = <T>(all: Readonly<Record<string, T>>, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => {
      const found = all[name];
      if (!found) throw new Error(`no weights are called ${name}`);
      return [name, found];
    }),
  );
