/**
 * TensorFlow's stateless random numbers in plain TypeScript, so that every engine draws the same ones: the counter
 * based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") with TensorFlow's
 * way from a seed to a key (`stateless_random_ops.cc`) and from bits to floats (`random_distributions.h`).
 */
const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** TensorFlow scrambles the seeds with this key, so that a person may choose seeds like 1, 2, 3. */
const SCRAMBLE_KEY_0 = 0x3ec8f720;
const SCRAMBLE_KEY_1 = 0x02461e29;

/** Numbers that one run of the generator yields. */
const GROUP = 4;
const MANTISSA_MASK = 0x7fffff;
const MANTISSA_UNIT = 2 ** -23;
/** TensorFlow keeps the logarithm of Box and Muller's formula from infinity with this, as a float32. */
const SMALLEST_UNIFORM = Math.fround(1e-7);
const MINUS_TWO = -2;

/** The upper 32 bits of the product of two 32-bit numbers, which a double cannot hold. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middleLow = (middle % 0x10000) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middleLow / 0x10000)) >>> 0;
}

/** Philox4x32-10: four 32-bit counter words and two key words to four random words, into `out`. */
export function philox(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0]!, c1 = counter[1]!, c2 = counter[2]!, c3 = counter[3]!;
  let k0 = key[0]!, k1 = key[1]!;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0), low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2), low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The 32 upper bits of a signed 32-bit seed widened to 64 bits. */
const signWord = (seed: number): number => (seed < 0 ? 0xffffffff : 0);

/** Calls `use` with four random words at a time until `size` numbers are served; groups are numbered from 0. */
function generate(seed: readonly [number, number], size: number, use: (words: Uint32Array, offset: number) => void): void {
  const mix = new Uint32Array(GROUP);
  philox(Uint32Array.of(seed[0], signWord(seed[0]), seed[1], signWord(seed[1])), Uint32Array.of(SCRAMBLE_KEY_0, SCRAMBLE_KEY_1), mix);
  const key = mix.slice(0, 2);
  const counter = Uint32Array.of(0, 0, mix[2]!, mix[3]!);
  const words = new Uint32Array(GROUP);
  // The two lower counter words count the groups; 2^32 of them are beyond any tensor.
  for (let offset = 0; offset < size; offset += GROUP, counter[0]!++) {
    philox(counter, key, words);
    use(words, offset);
  }
}

/** `[0, 1)` from the lower 23 bits, as TensorFlow makes it: exact in float32. */
const toUniform = (word: number): number => (word & MANTISSA_MASK) * MANTISSA_UNIT;

/**
 * What TensorFlow's `StatelessRandomUniform` gives for a pair of int32 seeds: bit for bit.
 * @returns `size` float32 in `[0, 1)`.
 */
export function statelessUniform(seed: readonly [number, number], size: number): Float32Array {
  const values = new Float32Array(size);
  generate(seed, size, (words, offset) => {
    for (let i = 0; i < GROUP && offset + i < size; i++) values[offset + i] = toUniform(words[i]!);
  });
  return values;
}

/**
 * What TensorFlow's `StatelessRandomNormal` gives, up to the last bit of its float32 `log`, `sin` and `cos`
 * (which differ between TensorFlow's own builds too).
 * @returns `size` float32 of mean 0 and standard deviation 1.
 */
export function statelessNormal(seed: readonly [number, number], size: number): Float32Array {
  const values = new Float32Array(size);
  generate(seed, size, (words, offset) => {
    for (let i = 0; i < GROUP && offset + i < size; i += 2) {
      const u = Math.max(toUniform(words[i]!), SMALLEST_UNIFORM);
      const angle = Math.fround(2 * Math.PI * toUniform(words[i + 1]!));
      const radius = Math.fround(Math.sqrt(Math.fround(MINUS_TWO * Math.fround(Math.log(u)))));
      values[offset + i] = Math.fround(Math.sin(angle)) * radius;
      if (offset + i + 1 < size) values[offset + i + 1] = Math.fround(Math.cos(angle)) * radius;
    }
  });
  return values;
}
