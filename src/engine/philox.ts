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

/**
 * Runs Philox4x32-10 for counters that follow each other: four random words for each, in a row, into `words`.
 * The upper halves of the 64-bit products are put together from 16-bit pieces, all in int32, which is what V8 does fast.
 * @param first the lowest word of the first counter. @param upper the three others. @param key two words.
 */
function generate(words: Int32Array, first: number, upper: readonly [number, number, number], key: readonly [number, number]): void {
  const a0 = MULTIPLIER_0 >>> 16, b0 = MULTIPLIER_0 & 0xffff, a1 = MULTIPLIER_1 >>> 16, b1 = MULTIPLIER_1 & 0xffff;
  const u1 = upper[0] | 0, u2 = upper[1] | 0, u3 = upper[2] | 0, key0 = key[0] | 0, key1 = key[1] | 0;
  for (let at = 0, counter = first | 0; at < words.length; at += GROUP, counter = (counter + 1) | 0) {
    let c0 = counter, c1 = u1, c2 = u2, c3 = u3, k0 = key0, k1 = key1;
    for (let round = 0; round < ROUNDS; round++) {
      const l0 = c0 & 0xffff, h0 = c0 >>> 16, l1 = c2 & 0xffff, h1 = c2 >>> 16;
      const m0 = (Math.imul(a0, l0) + (Math.imul(b0, l0) >>> 16)) | 0, n0 = (Math.imul(b0, h0) + (m0 & 0xffff)) | 0;
      const m1 = (Math.imul(a1, l1) + (Math.imul(b1, l1) >>> 16)) | 0, n1 = (Math.imul(b1, h1) + (m1 & 0xffff)) | 0;
      const high0 = (Math.imul(a0, h0) + (m0 >>> 16) + (n0 >>> 16)) | 0;
      const high1 = (Math.imul(a1, h1) + (m1 >>> 16) + (n1 >>> 16)) | 0;
      const low0 = Math.imul(MULTIPLIER_0, c0), low1 = Math.imul(MULTIPLIER_1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    words[at] = c0;
    words[at + 1] = c1;
    words[at + 2] = c2;
    words[at + 3] = c3;
  }
}

/** Philox4x32-10: four 32-bit counter words and two key words to four random words, into `out`. */
export function philox(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  generate(new Int32Array(out.buffer, out.byteOffset, GROUP), counter[0]!, [counter[1]!, counter[2]!, counter[3]!], [key[0]!, key[1]!]);
}

/** A pair of int32. */
export type Seed = readonly [number, number];

/** The 32 upper bits of a signed 32-bit seed widened to 64 bits. */
const signWord = (seed: number): number => (seed < 0 ? 0xffffffff : 0);

/** Words that are drawn at once, so that they stay in the processor's cache until they are used. */
const block = new Int32Array(4096);

/** Calls `use` with random words, a block at a time, until `size` of them are served. `offset`: those served before. */
function draw(seed: Seed, size: number, use: (words: Int32Array, offset: number, count: number) => void): void {
  const mix = new Int32Array(GROUP);
  generate(mix, seed[0], [signWord(seed[0]), seed[1], signWord(seed[1])], [SCRAMBLE_KEY_0, SCRAMBLE_KEY_1]);
  const [key0, key1, counter2, counter3] = mix as unknown as [number, number, number, number];
  // The lower counter words count the groups of four; 2^32 of them are beyond any tensor.
  for (let offset = 0; offset < size; offset += block.length) {
    const count = Math.min(block.length, size - offset);
    const words = block.subarray(0, GROUP * Math.ceil(count / GROUP));
    generate(words, offset / GROUP, [0, counter2, counter3], [key0, key1]);
    use(words, offset, count);
  }
}

/** What TensorFlow's `StatelessRandomUniform` gives for a seed, bit for bit: float32 in `[0, 1)`, into `out`. */
export function fillUniform(seed: Seed, out: Float32Array): void {
  draw(seed, out.length, (words, offset, count) => {
    for (let i = 0; i < count; i++) out[offset + i] = (words[i]! & MANTISSA_MASK) * MANTISSA_UNIT;
  });
}

/** Whether the uniform numbers of a seed are at least `threshold`, a float32, as bytes of 0 and 1: what a dropout needs. */
export function fillAtLeast(seed: Seed, threshold: number, out: Uint8Array): void {
  // In units of 2^-23 all of them are whole numbers.
  const least = Math.ceil(threshold / MANTISSA_UNIT);
  draw(seed, out.length, (words, offset, count) => {
    for (let i = 0; i < count; i++) out[offset + i] = (words[i]! & MANTISSA_MASK) >= least ? 1 : 0;
  });
}

/**
 * What TensorFlow's `StatelessRandomNormal` gives, up to the last bit of its float32 `log`, `sin` and `cos` (which differ
 * between TensorFlow's own builds too): float32 of mean 0 and standard deviation 1, into `out`.
 */
export function fillNormal(seed: Seed, out: Float32Array): void {
  draw(seed, out.length, (words, offset, count) => {
    for (let i = 0; i < count; i += 2) {
      const u = Math.max((words[i]! & MANTISSA_MASK) * MANTISSA_UNIT, SMALLEST_UNIFORM);
      const angle = Math.fround(2 * Math.PI * ((words[i + 1]! & MANTISSA_MASK) * MANTISSA_UNIT));
      const radius = Math.fround(Math.sqrt(Math.fround(MINUS_TWO * Math.fround(Math.log(u)))));
      out[offset + i] = Math.fround(Math.sin(angle)) * radius;
      if (i + 1 < count) out[offset + i + 1] = Math.fround(Math.cos(angle)) * radius;
    }
  });
}

/** `size` numbers of `fillUniform`. */
export function statelessUniform(seed: Seed, size: number): Float32Array {
  const values = new Float32Array(size);
  fillUniform(seed, values);
  return values;
}

/** `size` numbers of `fillNormal`. */
export function statelessNormal(seed: Seed, size: number): Float32Array {
  const values = new Float32Array(size);
  fillNormal(seed, values);
  return values;
}
