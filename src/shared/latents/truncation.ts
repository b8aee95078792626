/**
 * The truncation trick of BigGAN (Brock et al. 2019, section 3.1): every number of normal latents
 * whose magnitude is above the threshold is drawn anew until it is not. Samples become more alike
 * and, mostly, better.
 *
 * @param normals Normal numbers without end. The first that is within the threshold replaces the
 *   first number that is not, and so on, so that the first n latents are the same however many
 *   follow.
 */
export function truncate(
  latents: Float32Array,
  threshold: number,
  normals: Iterator<number, never>,
): Float32Array {
  const isWithin = (value: number) => Math.abs(value) <= threshold;
  return latents.map((value) => {
    let drawn = value;
    while (!isWithin(drawn)) drawn = normals.next().value;
    return drawn;
  });
}
