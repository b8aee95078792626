import type { Model } from "../../gan/model";
import { isCritic } from "../../shared/losses";
import type { CriticRange } from "../../shared/run/picture";

/**
 * D's values for a picture whose scale runs from 0 to 1: probabilities as they are, a critic's
 * outputs as shares of the range that they take here.
 */
export function normaliseCriticOutput(
  model: Model,
  d: readonly number[],
): { values: number[]; critic?: CriticRange } {
  if (!isCritic(model.objective)) return { values: [...d] };
  const min = d.reduce((a, b) => Math.min(a, b));
  const max = d.reduce((a, b) => Math.max(a, b));
  return {
    values: d.map((value) => (max > min ? (value - min) / (max - min) : 0.5)),
    critic: { min, max },
  };
}
