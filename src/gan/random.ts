import { engine, scalar, stack, type Rank, type Tensor, type Tensor1D } from "../tensor/tf";

/**
 * The key of a stateless random generator, in the sense of JAX's keys: random numbers are a pure
 * function of (seed, stream, step). Streams have names, so two uses never share numbers. `step` is
 * an int32 scalar tensor, so a recorded step draws new numbers each time. The kernels are
 * TensorFlow's stateless Philox generator, and draw the same numbers on every engine.
 */
export interface Key {
  /** A signed 32-bit hash of the seed and the path of stream names. */
  stream: number;
  step: Tensor;
}

/** The key from which all keys of a step are derived. */
export function rootKey(seed: number, step: Tensor | number): Key {
  return {
    stream: rootStream(seed),
    step: typeof step === "number" ? scalar(step, "int32") : step,
  };
}

/** Derives the key of a named stream within another, for example `fold(key, "latent")`. */
export const fold = (key: Key, name: string | number): Key => ({
  ...key,
  stream: foldStream(key.stream, name),
});

/** The stream of `rootKey(seed, step)`. */
export const rootStream = (seed: number): number => mix(0x811c9dc5, seed);

/** The stream of a key within that of another, as `fold` derives it. */
export function foldStream(outer: number, name: string | number): number {
  let stream = outer;
  for (const char of `/${name}`) stream = mix(stream, char.codePointAt(0)!);
  return stream;
}

/** One round of a 32-bit hash (the finalizer of MurmurHash3 after an FNV step). */
function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Uniform in [0, 1), float32. */
export function uniform<R extends Rank = Rank>(key: Key, shape: readonly number[]): Tensor<R> {
  return draw("StatelessRandomUniform", key, shape) as Tensor<R>;
}

/** Standard normal, float32. */
export function normal<R extends Rank = Rank>(key: Key, shape: readonly number[]): Tensor<R> {
  return draw("StatelessRandomNormal", key, shape) as Tensor<R>;
}

function draw(kernel: string, key: Key, shape: readonly number[]): Tensor {
  const seed = stack([key.step, scalar(key.stream, "int32")]) as Tensor1D;
  return engine().runKernel(kernel, { seed }, { shape: [...shape] }) as Tensor;
}
