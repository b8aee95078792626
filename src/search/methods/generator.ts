import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { Question } from "../outcome/history";

/** Each call draws the next number in [0, 1), a multiple of 2^-53. */
export type Uniform = () => number;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const STATE_WORDS = 4;

/**
 * A generator of random numbers whose sequence follows from a path alone, for example the seed of a
 * study, a trial and a parameter. So a trial that is asked for again, by another worker or after a
 * crash, is the same trial. The generator is xoroshiro128+ (Blackman and Vigna 2018,
 * "Scrambled linear pseudorandom number generators"); each word of its state is a hash of the path.
 */
export function generatorOf(...path: readonly (number | string)[]): Uniform {
  const text = JSON.stringify(path);
  const state = Array.from({ length: STATE_WORDS }, (_, word) => hash(word, text));
  const generator = xoroshiro128plusFromState(state);
  return () => uniformFloat64(generator);
}

/** The generator of a trial, and of one of its parts. A later attempt has other numbers. */
export function trialGenerator(
  { seed, number, attempt = 0 }: Pick<Question, "seed" | "number" | "attempt">,
  part: string,
): Uniform {
  return attempt === 0 ? generatorOf(seed, number, part) : generatorOf(seed, number, part, attempt);
}

/** A whole number from 0 to `count - 1`, each as likely. */
export function indexOf(uniform: Uniform, count: number): number {
  return Math.floor(uniform() * count);
}

/** The numbers from 0 to `count - 1` in an order that is drawn, each as likely. */
export function drawnOrder(uniform: Uniform, count: number): number[] {
  const keys = Array.from({ length: count }, uniform);
  return [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!);
}

/** FNV-1a over the characters, each step finished as MurmurHash3 finishes: a signed 32-bit word. */
function hash(start: number, text: string): number {
  let h = FNV_OFFSET ^ start;
  for (const char of text) {
    h = Math.imul(h ^ (char.codePointAt(0) ?? 0), FNV_PRIME);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h | 0;
}
