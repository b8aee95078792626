import { countOf, type Points } from "./distances";
import { average, deviation } from "./moments";

/* The Inception Score of class probabilities (Salimans et al. 2016). */

export interface InceptionScore {
  /** Mean over the splits. */ score: number;
  /** Standard deviation over them (ddof 0). */ deviation: number;
}

/**
 * Inception Score (Salimans et al. 2016): exp(mean KL(p(y|x) || p(y))) over `splits` equal
 * stretches of the samples. `probabilities`: [samples, classes]. What does not fill a stretch at
 * the end is left out. NaN where a probability is. Yields the share that is done.
 */
export async function* inceptionScore(
  probabilities: Points,
  splits = 10,
): AsyncGenerator<number, InceptionScore> {
  const { values, dimensions: classes } = probabilities;
  const size = Math.floor(countOf(probabilities) / splits);
  if (size === 0)
    throw new RangeError(`${countOf(probabilities)} samples cannot be split into ${splits}`);
  const scores: number[] = [];
  for (let split = 0; split < splits; split++) {
    const rows = values.subarray(split * size * classes, (split + 1) * size * classes);
    scores.push(Math.exp(meanDivergence({ values: rows, dimensions: classes })));
    yield (split + 1) / splits;
  }
  return { score: average(scores), deviation: deviation(scores) };
}

/** The mean KL divergence of the rows from their own mean. */
function meanDivergence(rows: Points): number {
  const { values, dimensions: classes } = rows;
  const logMarginal = classShares(rows).map(Math.log);
  let divergence = 0;
  for (let at = 0; at < values.length;)
    for (let k = 0; k < classes; k++, at++) {
      const p = values[at]!;
      // A probability of 0 adds nothing: p log p goes to 0.
      if (p !== 0) divergence += p * (Math.log(p) - logMarginal[k]!);
    }
  return divergence / countOf(rows);
}

/** The mean probability of each class. */
export function classShares({ values, dimensions: classes }: Points): Float64Array {
  const sums = new Float64Array(classes);
  for (let i = 0; i < values.length; i++) sums[i % classes]! += values[i]!;
  return sums.map((sum) => (sum * classes) / values.length);
}
