import { join } from "node:path";
import { classified, type Config, densePictures, fewData, notEvaluated, schedule } from "./blocks";
import { type FewSource, thirdFile } from "./third-pictures";

/* Games of pictures in [-1, 1], as the rounds of configs that nobody had seen have them. */

export const GREY = [28, 28, 1] as const;

const game = (source: string, networks: object, plan: object): Config => ({
  data: { source, range: "minusOneToOne" },
  ...networks,
  ...plan,
});

/** Digits, which a classifier judges. */
export const digits = (networks: object, steps: number, batch: number) => ({
  truth: { by: "classes" } as const,
  config: () => game("mnist", networks, schedule(steps, batch, classified)),
});

/**
 * Pictures that a person judges. They are not evaluated: to train a classifier of these data takes
 * longer than all of the runs.
 */
export const unmeasured = (
  source: "fashionMnist" | "cifar10",
  networks: object,
  steps: number,
  batch: number,
) => ({
  truth: { by: "eye" } as const,
  config: () => game(source, networks, schedule(steps, batch, notEvaluated)),
});

/** So few pictures that G may learn them by heart. */
export const few = (
  source: FewSource,
  examples: number,
  width: number,
  steps: number,
  batch: number,
) => ({
  truth: { by: "copies", examples, heldOut: source } as const,
  config: (folder: string): Config => ({
    data: fewData(join(folder, thirdFile(source, examples))),
    ...densePictures(GREY, width, { type: "constant", value: 0 }),
    ...schedule(steps, batch, notEvaluated),
  }),
});
