import { oneHot } from "../../data/dataset";
import type { Argument } from "../../engine/program";
import type { Model } from "../../gan/model";

/* What a conditional GAN is asked for, or told of data: of each sample the number of its class. */

/** [count], each from 0 to classes - 1; undefined of a GAN that is not conditional. */
export type Classes = Uint8Array | undefined;

/** Each class in turn, as pictures show them. */
export const inTurn = ({ classes }: Pick<Model, "classes">, count: number): Classes =>
  classes === undefined ? undefined : Uint8Array.from({ length: count }, (_, i) => i % classes);

/** The input `labels` of a function that runs a network: [count, classes]. */
export const labelsInput = (
  { classes }: Pick<Model, "classes">,
  chosen: Classes,
): { labels?: Argument } =>
  chosen && classes !== undefined
    ? {
        labels: {
          dtype: "uint8",
          shape: [chosen.length, classes],
          values: oneHot(chosen, classes),
        },
      }
    : {};
