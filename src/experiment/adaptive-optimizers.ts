import type { OptimizerConfig } from "./schema";

/**
 * Optimizers that divide by the gradient's size: their rate is how far a weight goes in a step,
 * whatever the loss is.
 */
export const ADAPTIVE_OPTIMIZERS: ReadonlySet<OptimizerConfig["type"]> = new Set([
  "adam",
  "amsgrad",
  "adamax",
  "nadam",
  "adamw",
  "radam",
  "adabelief",
  "optimisticAdam",
  "rmsprop",
]);
