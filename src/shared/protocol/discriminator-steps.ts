/** The most updates of D for one of G (k of Algorithm 1). */
export const MAX_DISCRIMINATOR_STEPS = 100;

/** k as a person wrote it; undefined where it is no whole number from 1 to the most. */
export function readDiscriminatorSteps(text: string): number | undefined {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= MAX_DISCRIMINATOR_STEPS ? value : undefined;
}
