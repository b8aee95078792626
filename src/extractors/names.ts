import type { Classified } from "../experiment/evaluation";

/**
 * What the classifiers are called. A change of what one is needs another name: its figures cannot
 * be compared with the old one's.
 */
export const CLASSIFIER_NAMES: Record<Classified, string> = {
  mnist: "mnist-classifier-v1",
  fashionMnist: "fashion-mnist-classifier-v1",
  cifar10: "cifar10-classifier-v1",
};

/** The weights that FID was published with. */
export const INCEPTION_NAME = "inception-2015-12-05";
