/**
 * Interpolates between two latent vectors in `count` points, both ends included: [count][size].
 *
 * - `straight`: (1 - t) a + t b, as in figure 3 of Goodfellow et al. 2014.
 * - `spherical` (White 2016): sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b, with w the angle
 *   between the two vectors. The points in between are then as far from the origin as normal latent
 *   vectors are. Parallel vectors are interpolated linearly.
 */
export function interpolate(
  a: Float32Array,
  b: Float32Array,
  count: number,
  way: "straight" | "spherical",
): Float32Array[] {
  const angle = way === "spherical" ? angleBetween(a, b) : 0;
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 0 : i / (count - 1);
    const [p, q] =
      Math.sin(angle) < 1e-6
        ? [1 - t, t]
        : [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
    return a.map((x, j) => p * x + q * (b[j] ?? NaN));
  });
}

/** The angle between two vectors in radians. */
function angleBetween(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return Math.acos(Math.min(1, Math.max(-1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)))));
}
