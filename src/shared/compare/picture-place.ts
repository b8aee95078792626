import { stepName } from "../run/picture";

/** The address of the picture of a step in a run's folder of samples. */
export const picturePlace = (samplesUri: string, step: number): string =>
  `${samplesUri}/${stepName(step)}.png`;
