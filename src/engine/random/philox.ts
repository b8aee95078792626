import { BLOCK_WORDS, MANTISSA_MASK, philoxWords, whichAreAtLeast } from "./philox-words";

/**
 * TensorFlow's stateless random numbers without TensorFlow, so that every engine draws the same
 * ones: the counter based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as
 * easy as 1, 2, 3") with TensorFlow's way from a seed to a key (`stateless_random_ops.cc`) and from
 * bits to floats (`random_distributions.h`).
 */

/** TensorFlow scrambles the seeds with this key, so that a person may choose seeds like 1, 2, 3. */
const SCRAMBLE_KEY = [0x3ec8f720, 0x02461e29] as const;

/** Numbers that one run of the generator yields. */
const GROUP = 4;
const MANTISSA_UNIT = 2 ** -23;
/**
 * TensorFlow keeps the logarithm of Box and Muller's formula from infinity with this, as a float32.
 */
const SMALLEST_UNIFORM = Math.fround(1e-7);
const MINUS_TWO = -2;

/** A pair of int32. */
export type Seed = readonly [number, number];

/** The 32 upper bits of a signed 32-bit seed widened to 64 bits. */
const signWord = (seed: number): number => (seed < 0 ? 0xffffffff : 0);

/**
 * Calls `use` with random words, a block at a time, until `size` of them are served. `offset`:
 * those served before.
 */
function draw(
  seed: Seed,
  size: number,
  use: (words: Int32Array, offset: number, count: number) => void,
): void {
  const [key0, key1, counter2, counter3] = philoxWords(
    1,
    [seed[0], signWord(seed[0]), seed[1], signWord(seed[1])],
    SCRAMBLE_KEY,
  ) as unknown as [number, number, number, number];
  // The two lower counter words count the groups of four; 2^32 of them are beyond any tensor.
  for (let offset = 0; offset < size; offset += BLOCK_WORDS) {
    const count = Math.min(BLOCK_WORDS, size - offset);
    use(
      philoxWords(Math.ceil(count / GROUP), [offset / GROUP, 0, counter2, counter3], [key0, key1]),
      offset,
      count,
    );
  }
}

/**
 * What TensorFlow's `StatelessRandomUniform` gives for a seed, bit for bit: float32 in `[0, 1)`,
 * into `out`.
 */
export function fillUniform(seed: Seed, out: Float32Array): void {
  draw(seed, out.length, (words, offset, count) => {
    for (let i = 0; i < count; i++) out[offset + i] = (words[i]! & MANTISSA_MASK) * MANTISSA_UNIT;
  });
}

/**
 * Whether the uniform numbers of a seed are at least `threshold`, a float32, as bytes of 0 and 1:
 * what a dropout needs.
 */
export function fillAtLeast(seed: Seed, threshold: number, out: Uint8Array): void {
  // In units of 2^-23 all of them are whole numbers.
  const least = Math.ceil(threshold / MANTISSA_UNIT);
  draw(seed, out.length, (_words, offset, count) => {
    out.set(whichAreAtLeast(least, count).subarray(0, count), offset);
  });
}

/**
 * What TensorFlow's `StatelessRandomNormal` gives, up to the last bit of its float32 `log`, `sin`
 * and `cos` (which differ between TensorFlow's own builds too): float32 of mean 0 and standard
 * deviation 1, into `out`.
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
