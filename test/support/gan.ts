// Before src/gan: run from source, its side-effect imports would otherwise load a second copy of
// tfjs-core's Tensor first, whose methods (clone, ...) have no ops behind them. Hence every test
// file imports this module first.
import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { type EngineName, loadEngine } from "../../src/engine";
import type { Tree } from "../../src/gan/tree";
import { type NamedTensorMap, type Tensor, tensor, tidy, engine } from "../../src/tensor/tf";
import { at } from "./values";

/** A tensor in a fixture. */
export interface Packed {
  shape: number[];
  values: number[];
}

export const unpack = ({ shape, values }: Packed): Tensor => tensor(values, shape, "float32");
/** Nine digits are enough to give the same float32 back. */
export const pack = (x: Tensor): Packed => ({
  shape: x.shape,
  values: [...x.dataSync()].map((value) => Number(value.toPrecision(9))),
});
export const unpackAll = (packed: Record<string, Packed>): Tree =>
  Object.fromEntries(Object.entries(packed).map(([name, value]) => [name, unpack(value)]));
export const packAll = (state: Tree): Record<string, Packed> =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [name, pack(value)]));

/** Tests of a suite on one engine. */
export function onEngine(name: EngineName, tests: () => void): void {
  describe(`on ${name}`, () => {
    before(async () => void (await loadEngine(name, { convolution: false })));
    tests();
  });
}

/** Root mean square: the size of a tensor's numbers. */
export const sizeOfNumbers = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/** Largest |actual - expected| / max(|expected|, scale) over all numbers. NaN where one is. */
export function largestDifference(
  actual: readonly number[],
  expected: readonly number[],
  scale: number,
): number {
  assert.equal(actual.length, expected.length);
  const differences = actual.map(
    (value, i) => Math.abs(value - at(expected, i)) / Math.max(Math.abs(at(expected, i)), scale),
  );
  return differences.some(Number.isNaN) ? NaN : Math.max(0, ...differences.filter((d) => d > 0));
}

/** The largest differences seen by a suite; with GAN_FIGURES=1 they are printed at its end. */
export class Figures {
  private readonly seen = new Map<string, number>();

  constructor(private readonly bound: number) {}

  /**
   * Fails where a number differs from the reference by more than the bound, relative to
   * max(|reference|, scale).
   */
  check(
    figure: string,
    what: string,
    actual: readonly number[],
    expected: readonly number[],
    scale = sizeOfNumbers(expected),
  ): void {
    const difference = largestDifference(actual, expected, scale);
    this.seen.set(figure, Math.max(this.seen.get(figure) ?? 0, difference));
    assert.ok(
      difference < this.bound,
      `${what}: relative difference ${difference}; got ${actual.join(" ")} instead of ` +
        `${expected.join(" ")}`,
    );
  }

  /** The largest difference of all. */
  get largest(): number {
    return Math.max(...this.seen.values());
  }

  checkTensor(figure: string, what: string, actual: Tensor, expected: Packed): void {
    assert.deepEqual(actual.shape, expected.shape, `${what}: shape`);
    this.check(figure, what, [...actual.dataSync()], expected.values);
  }

  print(): void {
    if (!process.env["GAN_FIGURES"]) return;
    for (const [figure, difference] of this.seen)
      console.log(`      ${figure}: ${difference.toExponential(1)} (bound ${this.bound})`);
  }
}

/**
 * Runs `f` and returns, with its result, every tensor of random numbers drawn meanwhile, in order.
 */
export function recordingDraws<T>(f: () => T): { result: T; draws: Packed[] } {
  const runtime = engine();
  const draws: Packed[] = [];
  const runKernel = runtime.runKernel.bind(runtime);
  runtime.runKernel = <R extends Tensor | Tensor[]>(
    name: string,
    inputs: NamedTensorMap,
    attributes?: Parameters<typeof runKernel>[2],
  ): R => {
    const drawn = runKernel<R>(name, inputs, attributes);
    if (name.startsWith("StatelessRandom")) draws.push(pack(drawn as Tensor));
    return drawn;
  };
  try {
    return { result: f(), draws };
  } finally {
    runtime.runKernel = runKernel;
  }
}

/** The numbers of a tensor that `f` makes. */
export const numbersOf = (f: () => Tensor): Float32Array =>
  tidy(() => f().dataSync() as Float32Array);
