import { stepName } from "../run/picture";
import type { ComparedRunView } from "./compared-runs";

/** The address of the picture of a step in a run's folder of samples. */
export const picturePlace = (samplesUri: string, step: number): string =>
  `${samplesUri}/${stepName(step)}.png`;

/** The address of a picture of a compared run. */
export const pictureAddress = (
  { picturesUri, embedded }: Pick<ComparedRunView, "picturesUri" | "embedded">,
  step: number,
): string => embedded?.[step] ?? picturePlace(picturesUri, step);

/** So many steps, evenly chosen, the first and the last among them. */
export function evenSteps(steps: readonly number[], most: number): number[] {
  if (steps.length <= most) return [...steps];
  const last = steps.length - 1;
  const places = Array.from({ length: most }, (_, i) => Math.round((i * last) / (most - 1)));
  return places.flatMap((place) => steps[place] ?? []);
}
