import type { Compute, Points } from "../../metrics/distances";
import type { Weights } from "../../extractors/cache";
import type { State } from "../../gan/state";
import type { Tensor } from "../../tensor/tf";

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
  /** Features and probabilities side by side, [n, dimensions + classes], of pictures [n, height, width, channels] in [0, 1]. Pure. */
  look(weights: State, pictures: Tensor): Tensor;
  /** How many pictures fit into memory at a time. */
  atOnce: number;
}

export interface Features {
  features: Points;
  probabilities: Points;
}

/** Looks at pictures [n, ...shape], flat, in [0, 1]. Yields the share that is done. */
export async function* extract(
  { weights, dimensions, classes, look, atOnce, name }: Extractor,
  pictures: Float32Array,
  shape: readonly number[],
  compute: Compute,
): AsyncGenerator<number, Features> {
  const size = shape.reduce((a, b) => a * b, 1);
  const count = pictures.length / size;
  const width = dimensions + classes;
  const features = new Float32Array(count * dimensions);
  const probabilities = new Float32Array(count * classes);
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    const seen = await compute(name, ({ pictures: some, ...state }) => look(state, some!), {
      ...weights,
      pictures: {
        dtype: "float32",
        shape: [to - from, ...shape],
        values: pictures.subarray(from * size, to * size),
      },
    });
    for (let i = from; i < to; i++) {
      const row = seen.subarray((i - from) * width, (i - from + 1) * width);
      features.set(row.subarray(0, dimensions), i * dimensions);
      probabilities.set(row.subarray(dimensions), i * classes);
    }
    yield to / count;
  }
  return {
    features: { values: features, dimensions },
    probabilities: { values: probabilities, dimensions: classes },
  };
}
