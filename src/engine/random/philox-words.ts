import { PHILOX_WASM } from "./philox-wasm";

/* The words of Philox4x32-10 from the WebAssembly module philox.wat, in its memory. */

/** A uniform number is in the lower 23 bits of its word. */
export const MANTISSA_MASK = 0x7fffff;
/** The module's memory, one page, holds this many words. */
export const BLOCK_WORDS = 65536 / 4;
/** Counters that one turn of `generate` takes, and words that one turn of `compare` takes. */
const COUNTERS_A_TURN = 4;
const WORDS_A_TURN = 16;

type Generate = (
  target: number,
  turns: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
) => void;
type Compare = (source: number, target: number, turns: number, least: number) => void;
interface Exports {
  memory: { buffer: ArrayBuffer };
  generate: Generate;
  compare: Compare;
}
/** The part of WebAssembly's JavaScript interface that is used; Node's types leave it out. */
const { Instance, Module } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: Exports };
    };
  }
).WebAssembly;
let instance:
  { words: Int32Array; bytes: Uint8Array; generate: Generate; compare: Compare } | undefined;

/**
 * The words of `counters` consecutive counters, at most `BLOCK_WORDS / 4` of them: four words each,
 * and more behind them. They are valid until the next call.
 * @param counter the first counter; its lowest word must not overflow. @param key two words.
 */
export function philoxWords(
  counters: number,
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Int32Array {
  instance ??= start();
  instance.generate(0, Math.ceil(counters / COUNTERS_A_TURN), ...counter, ...key);
  return instance.words;
}

/**
 * For each of the last `count` words, whether its uniform number is at least `least` units of
 * 2^-23, as bytes of 0 and 1. They overwrite the words, and are valid until the next call.
 */
export function whichAreAtLeast(least: number, count: number): Uint8Array {
  instance ??= start();
  // Into the same memory: sixteen bytes go where sixty-four have been read already.
  instance.compare(0, 0, Math.ceil(count / WORDS_A_TURN), least);
  return instance.bytes;
}

function start(): NonNullable<typeof instance> {
  const { memory, ...functions } = new Instance(new Module(Buffer.from(PHILOX_WASM, "base64")))
    .exports;
  return {
    words: new Int32Array(memory.buffer),
    bytes: new Uint8Array(memory.buffer),
    ...functions,
  };
}
