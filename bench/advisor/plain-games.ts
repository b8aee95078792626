import { type Config, distances, drawn, mlp, modes, schedule } from "./blocks";

/* Games of numbers and points, as the rounds of configs that nobody had seen have them. */

/** A mixture of Gaussians on a line. */
export interface Clumps {
  means: readonly number[];
  stddevs: readonly number[];
  weights?: readonly number[];
}

/** Standard deviation of a mixture. */
export function deviationOf({ means, stddevs, weights = means.map(() => 1) }: Clumps): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value, i) => sum + (value * weights[i]!) / total, 0);
  const mean = average(means);
  return Math.sqrt(average(means.map((x, i) => (x - mean) ** 2 + stddevs[i]! ** 2)));
}

/** @param latents how many latent numbers a game of each kind has */
export function plainGames(latents: { numbers: number; clusters: number; curves: number }) {
  const numbers = (
    data: object,
    deviation: number,
    width: number,
    steps: number,
    batch: number,
  ) => ({
    truth: { by: "distances", deviation } as const,
    config: (): Config => ({
      data,
      latent: { size: latents.numbers },
      ...mlp(width, 1),
      ...schedule(steps, batch, distances),
    }),
  });
  const mixture = (clumps: Clumps, width: number, steps: number, batch: number) =>
    numbers({ source: "gaussianMixture1d", ...clumps }, deviationOf(clumps), width, steps, batch);
  const clusters = (data: object, width: number, steps: number, batch: number) => ({
    truth: { by: "modes" } as const,
    config: (): Config => ({
      data,
      latent: { size: latents.clusters },
      ...mlp(width, 2),
      ...schedule(steps, batch, modes),
    }),
  });
  const curves = (data: object, width: number, steps: number, batch: number) => ({
    truth: { by: "points" } as const,
    config: (): Config => ({
      data,
      latent: { size: latents.curves },
      ...mlp(width, 2),
      ...schedule(steps, batch, drawn(["slicedWasserstein", "diversity", "prdc"])),
    }),
  });
  return { numbers, mixture, clusters, curves };
}
