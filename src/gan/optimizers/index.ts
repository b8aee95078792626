import { scalar, tidy } from "../../tensor/tf";
import type { OptimizerConfig } from "../../experiment/schema";
import { adadelta, rmsprop, scaleByRootOfSum } from "./adaptive";
import { adam, adamax, amsgrad, nadam, optimisticAdam, radam } from "./adam";
import { flattened } from "./flat";
import { lion } from "./lion";
import { slowWeights } from "./lookahead";
import { momentum } from "./momentum";
import { chain, scaleByLearningRate, type Transformation } from "./transformation";
import { addDecay, addL1, addL2, addNoise, clip } from "./wrappers";

export { lookAhead } from "./lookahead";
export { sameProgram, settingsAt } from "./settings";
export type { Hyper, Surroundings, Transformation } from "./transformation";

/**
 * The transformation that a config names, with what it puts around it. Parameters then change by theta = theta - u; with `lookahead`,
 * `lookAhead` follows at the end of each training step.
 */
export function optimizer(config: OptimizerConfig): Transformation {
  const decoupled = config.type === "adamw" || config.type === "lion";
  const before: Transformation[] = [
    ...(config.clip ? [clip(config.clip)] : []),
    ...(config.gradientNoise ? [addNoise] : []),
    ...(config.l1 === undefined ? [] : [addL1]),
    ...(decoupled || config.weightDecay === undefined ? [] : [addL2]),
  ];
  const after: Transformation[] = [
    ...(decoupled && config.weightDecay !== undefined ? [addDecay("weightDecay")] : []),
    ...(!decoupled && config.decoupledWeightDecay !== undefined
      ? [addDecay("decoupledWeightDecay")]
      : []),
    ...(config.lookahead ? [slowWeights] : []),
  ];
  return chain(...before, config.type === "sgd" ? core(config) : flattened(core(config)), ...after);
}

function core(config: OptimizerConfig): Transformation {
  switch (config.type) {
    case "sgd":
      return scaleByLearningRate;
    case "momentum":
      return momentum(config);
    case "adagrad":
      return chain(
        scaleByRootOfSum(config.initialAccumulator, config.epsilon),
        scaleByLearningRate,
      );
    case "adadelta":
      return chain(adadelta(config.rho, config.epsilon), scaleByLearningRate);
    case "rmsprop":
      return rmsprop(config);
    case "adam":
    case "adamw":
      return adam(config);
    case "amsgrad":
      return amsgrad(config);
    case "adamax":
      return adamax(config);
    case "nadam":
      return nadam(config);
    case "radam":
      return radam(config);
    case "lion":
      return lion(config);
    case "optimisticAdam":
      return optimisticAdam(config);
  }
}

/** The names of an optimizer's slots, such as `secondMoment`. */
export const slotNames = (config: OptimizerConfig): string[] => [
  ...new Set(tidy(() => Object.keys(optimizer(config).init({ theta: scalar(0) })).map(slotOf))),
];

const slotOf = (name: string): string => name.split("/")[0]!;

/** Slots that updates are divided by the root of, or by. */
const DIVISORS = ["secondMoment", "infinityNorm"];

/**
 * Slots for a new optimizer: those that the old one has under the same name, hence with the same meaning, carried over;
 * the others as `init` makes them. A mean of gradients is taken only together with what it is divided by: over a divisor that
 * knows a single gradient, where that happens to be nearly 0, it would give a step without bounds. `carriedOver`: the names of
 * the slots kept, such as `secondMoment`.
 */
export function carryOver<T>(
  old: Record<string, T>,
  fresh: Record<string, T>,
): { slots: Record<string, T>; carriedOver: string[] } {
  const kept = new Set<string>();
  const has = (slots: Record<string, T>, slot: string) =>
    Object.keys(slots).some((name) => slotOf(name) === slot);
  const unknownDivisor = DIVISORS.some((divisor) => has(fresh, divisor) && !has(old, divisor));
  const slots = Object.fromEntries(
    Object.entries(fresh).map(([name, slot]) => {
      const before = slotOf(name) === "firstMoment" && unknownDivisor ? undefined : old[name];
      if (before !== undefined) kept.add(slotOf(name));
      return [name, before ?? slot];
    }),
  );
  return { slots, carriedOver: [...kept] };
}
