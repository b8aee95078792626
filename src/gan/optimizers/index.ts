import { scalar, tidy } from "../../tensor/tf";
import type { OptimizerConfig } from "../../experiment/schema";
import { adadelta, rmsprop, scaleByRootOfSum } from "./adaptive";
import { adabelief, adam, adamax, amsgrad, nadam, optimisticAdam, radam } from "./adam";
import { flatten } from "./flatten";
import { lion } from "./lion";
import { trackSlowWeights } from "./lookahead";
import { momentum } from "./momentum";
import {
  chain,
  type Optimizer,
  scaleByLearningRate,
  type Transformation,
  withNamedSlots,
} from "./transformation";
import { addDecoupledDecay, addL1, addL2, addNoise, clip } from "./wrappers";

/* Optimizers: each a chain of gradient transformations. */

export { lookAhead } from "./lookahead";
export { sameProgram, settingsAt } from "./settings";
export type { Hyper } from "../hyper";
export type { Optimizer, UpdateContext } from "./transformation";

/**
 * The optimizer of a config: a chain of the gradient transformations that the config asks for. It
 * turns gradients into updates u, and the caller sets theta <- theta - u. With `lookahead` the
 * caller also applies `lookAhead` at the end of each training step.
 */
export function optimizer(config: OptimizerConfig): Optimizer {
  const core = config.type === "sgd" ? coreOf(config) : flatten(coreOf(config));
  const parts = [...gradientTerms(config), core, ...updateTerms(config)];
  return withNamedSlots(parts.reduce((before, part) => chain(before, part)));
}

/** Whether `weightDecay` of an optimizer is decoupled decay in any case. */
const isDecoupled = (
  config: OptimizerConfig,
): config is Extract<OptimizerConfig, { type: "adamw" | "lion" }> =>
  config.type === "adamw" || config.type === "lion";

/** What changes gradients before the optimizer proper. */
function gradientTerms(config: OptimizerConfig): Transformation<unknown>[] {
  const terms: Transformation<unknown>[] = [];
  if (config.clip) terms.push(clip(config.clip));
  if (config.gradientNoise) terms.push(addNoise);
  if (config.l1 !== undefined) terms.push(addL1);
  if (config.weightDecay !== undefined && !isDecoupled(config)) terms.push(addL2);
  return terms;
}

/** What changes updates after the optimizer proper. */
function updateTerms(config: OptimizerConfig): Transformation<unknown>[] {
  const terms: Transformation<unknown>[] = [];
  if (isDecoupled(config)) {
    if (config.weightDecay !== undefined) terms.push(addDecoupledDecay("weightDecay"));
  } else if (config.decoupledWeightDecay !== undefined) {
    terms.push(addDecoupledDecay("decoupledWeightDecay"));
  }
  if (config.lookahead) terms.push(trackSlowWeights);
  return terms;
}

/** The optimizer proper, without what `optimizer` puts before and after it. */
function coreOf(config: OptimizerConfig): Transformation<unknown> {
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
    case "adabelief":
      return adabelief(config);
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

/** The name of the slot that a tensor belongs to. */
const slotOf = (name: string): string => name.replace(/\/.*/, "");

/** The slots by which, or by whose square root, updates are divided. */
const DIVISORS = ["secondMoment", "infinityNorm", "squaredDeviation"];

/**
 * The slots of a new optimizer. A slot of the old optimizer with the same name has the same meaning
 * and is carried over; the others are `fresh`, as `init` makes them. A first moment is carried over
 * only together with its divisor: a fresh divisor knows only one gradient, and where that is nearly
 * 0 the quotient would be unbounded.
 * @returns `carriedOver` has the names of the slots that were kept, such as `secondMoment`.
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
