import { layersWithin } from "./layers-within";
import { isNpy } from "./paths";
import { PUBLISHED_SETS } from "./published-sets";
import {
  type DataConfig,
  type Experiment,
  isPublished,
  layersOf,
  type NetworkConfig,
} from "./schema";

/* The classes of the data, and who is told of them. */

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));

/** For messages: the sources that know their examples' classes. */
export const DATA_WITH_CLASSES =
  `${Object.keys(PUBLISHED_SETS).join(", ")}, tfd with "split": "train", folder with "classes", ` +
  'npy with "labels" and "classes"';

/**
 * What the classes of the data are called, in the order of their numbers; undefined where examples
 * have none.
 */
export function classNamesOf(data: DataConfig): readonly string[] | undefined {
  if (isPublished(data)) return PUBLISHED_SETS[data.source].classes;
  switch (data.source) {
    // The emotions, numbered as in the file.
    case "tfd":
      return data.split === "train" && !isNpy(data.file) ? numbered(8).slice(1) : undefined;
    case "folder":
      return data.classes;
    case "npy":
      return data.classes === undefined ? undefined : numbered(data.classes);
    default:
      return undefined;
  }
}

/** How many classes the data has; undefined where examples have none. */
export const classesOf = (data: DataConfig): number | undefined => classNamesOf(data)?.length;

/** Whether a network is told of a sample's class. */
export const takesLabels = (network: NetworkConfig): boolean =>
  network.labels === true ||
  layersWithin(layersOf(network)).some(
    ({ layer }) => layer.type === "label" || layer.type === "labelProjection",
  );

/** Whether either network is told of a sample's class. */
export const isConditional = ({
  generator,
  discriminator,
}: Pick<Experiment, "generator" | "discriminator">): boolean =>
  takesLabels(generator) || takesLabels(discriminator);

/** The classes that a conditional GAN is asked for, by name; undefined for any other GAN. */
export const conditionsOf = (
  experiment: Pick<Experiment, "data" | "generator" | "discriminator">,
): readonly string[] | undefined =>
  isConditional(experiment) ? classNamesOf(experiment.data) : undefined;
