import { countOf, type Points } from "./distances";
import { average, deviation } from "./moments";

export interface InceptionScore {
  /** Mean over the splits. */ score: number;
  /** Standard deviation over them (ddof 0). */ deviation: number;
}

/**
 * Inception Score (Salimans et al. 2016): exp(mean KL(p(y|x) || p(y))) over `splits` equal stretches of the samples.
 * `probabilities`: [samples, classes]. What does not fill a stretch at the end is left out.
 */
export function inceptionScore(probabilities: Points, splits = 10): InceptionScore {
  const { values, dimensions: classes } = probabilities,
    size = Math.floor(countOf(probabilities) / splits);
  if (size === 0)
    throw new RangeError(`${countOf(probabilities)} samples cannot be split into ${splits}`);
  const scores = Array.from({ length: splits }, (_, split) => {
    const rows = values.subarray(split * size * classes, (split + 1) * size * classes);
    const marginal = classShares({ values: rows, dimensions: classes });
    let divergence = 0;
    // A probability of 0 adds nothing: p log p goes to 0.
    for (let i = 0; i < rows.length; i++)
      if (rows[i]! > 0)
        divergence += rows[i]! * (Math.log(rows[i]!) - Math.log(marginal[i % classes]!));
    return Math.exp(divergence / size);
  });
  return { score: average(scores), deviation: deviation(scores) };
}

/** The mean probability of each class. */
export function classShares({ values, dimensions: classes }: Points): Float64Array {
  const sums = new Float64Array(classes);
  for (let i = 0; i < values.length; i++) sums[i % classes]! += values[i]!;
  return sums.map((sum) => (sum * classes) / values.length);
}
