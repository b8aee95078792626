/* A walk along one coordinate of the latent space. */

/** How latents are drawn, see `drawLatents`. */
export type LatentDistribution = "normal" | "uniform";

/**
 * Between which values a coordinate is swept where nothing else is asked for: three standard
 * deviations of normal latents, and all that uniform ones of variance 1 can be.
 */
export const sweptRange = (distribution: LatentDistribution): readonly [number, number] =>
  distribution === "normal" ? [-3, 3] : [-Math.sqrt(3), Math.sqrt(3)];

/**
 * Copies of a latent vector in which one coordinate, counted from 0, goes from `low` to `high` in
 * `count` equal steps, both ends included: [count][size].
 */
export function sweep(
  latent: Float32Array,
  coordinate: number,
  [low, high]: readonly [number, number],
  count: number,
): Float32Array[] {
  return Array.from({ length: count }, (_, i) => {
    const moved = count === 1 ? 0 : (i * (high - low)) / (count - 1);
    return latent.with(coordinate, low + moved);
  });
}
