import type { Method } from "../outcome/history";
import { generatorOf, trialGenerator } from "./generator";
import { JOE_KUO } from "./sobol-directions";
import { pointOf, valueAt } from "./values";

/** Coordinates are multiples of 2^-30, as SciPy's are. */
export const SOBOL_BITS = 30;
/** Parameters beyond these have random coordinates. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

const directions = new Map<number, readonly number[]>();

/**
 * A coordinate of a point of the Sobol' sequence (Sobol' 1967; in the Gray code order of Antonov
 * and Saleev 1979), in units of 2^-30: the direction numbers of the bits of `index ^ (index >> 1)`,
 * added bitwise.
 *
 * @param index from 0, below 2^30
 * @param dimension from 0
 */
export function sobolCoordinate(index: number, dimension: number): number {
  const known = directions.get(dimension) ?? directionsOf(dimension);
  directions.set(dimension, known);
  const gray = index ^ (index >>> 1);
  return known.reduce((sum, direction, bit) => ((gray >>> bit) & 1 ? sum ^ direction : sum), 0);
}

/**
 * Quasi-random search: the points of the Sobol' sequence leave smaller gaps than random ones. A
 * digital shift, which follows from the seed of the study, moves all of them alike without making
 * the gaps any wider (L'Ecuyer and Lemieux 2002): each coordinate is added bitwise to the same
 * random bits. Every parameter has a dimension, whether it is active or not.
 */
export const sobolPoint: Method = (question) => {
  const { space, number, seed } = question;
  return pointOf(space, ({ name, domain }) => {
    const dimension = space.findIndex((parameter) => parameter.name === name);
    if (dimension >= SOBOL_DIMENSIONS) return valueAt(domain, trialGenerator(question, name)());
    const shift = Math.floor(generatorOf(seed, "shift", name)() * 2 ** SOBOL_BITS);
    return valueAt(domain, (sobolCoordinate(number, dimension) ^ shift) / 2 ** SOBOL_BITS);
  });
};

/**
 * The direction numbers v of a dimension. With a polynomial of degree s and coefficients a they
 * follow the recurrence m(k) = 2 a(1) m(k-1) + ... + 2^s a(s) m(k-s) + m(k-s), in which sums are
 * bitwise, and v(k) = m(k) 2^-k (Joe and Kuo 2008). In the first dimension all m are 1.
 */
function directionsOf(dimension: number): number[] {
  const [polynomial = 0, ...initial] = JOE_KUO[dimension - 1] ?? [];
  const degree = initial.length;
  const numbers = degree === 0 ? Array.from({ length: SOBOL_BITS }, () => 1) : [...initial];
  for (let k = numbers.length; k < SOBOL_BITS; k++) {
    let next = numbers[k - degree] ?? 0;
    for (let i = 1; i <= degree; i++)
      if ((polynomial >>> (degree - i)) & 1) next ^= 2 ** i * (numbers[k - i] ?? 0);
    numbers.push(next);
  }
  return numbers.map((m, k) => m * 2 ** (SOBOL_BITS - 1 - k));
}
