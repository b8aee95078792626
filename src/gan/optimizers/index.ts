import { tidy, zeros } from "../../tensor/tf";
import type { OptimizerConfig } from "../../experiment/schema";
import { mapTree, type Tree } from "../tree";
import { adadelta, rmsprop, scaleByRootOfSum } from "./adaptive";
import { adabelief, adam, adamax, amsgrad, nadam, optimisticAdam, radam } from "./adam";
import { flatten } from "./flatten";
import { lion } from "./lion";
import { trackSlowWeights } from "./lookahead";
import { momentum, withVelocity } from "./momentum";
import { muon, MUON_PARAMETERS } from "./muon";
import { shampoo } from "./shampoo";
import {
  chain,
  type Optimizer,
  partition,
  scaleByLearningRate,
  type Transformation,
  withHyper,
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
  const core = isElementwise(config) ? flatten(coreOf(config)) : coreOf(config);
  const parts = [...gradientTerms(config), core, ...updateTerms(config)];
  return withNamedSlots(parts.reduce((before, part) => chain(before, part)));
}

/** Whether small parameters can be updated as one vector, and it is worth it. */
const isElementwise = ({ type }: OptimizerConfig): boolean =>
  type !== "sgd" && type !== "muon" && type !== "shampoo";

/** Whether `weightDecay` of an optimizer is decoupled decay in any case. */
const isDecoupled = (
  config: OptimizerConfig,
): config is Extract<OptimizerConfig, { type: "adamw" | "lion" | "muon" }> =>
  config.type === "adamw" || config.type === "lion" || config.type === "muon";

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
    if (config.weightDecay !== undefined && config.type !== "muon")
      terms.push(addDecoupledDecay("weightDecay"));
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
    case "muon":
      return muonBesideAdam(config);
    case "shampoo":
      return withVelocity(chain(shampoo(config), scaleByLearningRate), config.momentum);
  }
}

/** Muon for matrices and Adam for the other parameters, each with its own rate also in the decay. */
function muonBesideAdam(
  config: Extract<OptimizerConfig, { type: "muon" }>,
): Transformation<unknown> {
  const decayed = <Slots>(rule: Transformation<Slots>): Transformation<unknown> =>
    config.weightDecay === undefined ? rule : chain(rule, addDecoupledDecay("weightDecay"));
  const besides = withHyper(decayed(flatten(adam(config))), ({ adamLearningRate, ...hyper }) => ({
    ...hyper,
    learningRate: adamLearningRate,
  }));
  return partition(MUON_PARAMETERS[config.matrices ?? "hidden"], decayed(muon), besides);
}

/** The names of an optimizer's slots, such as `secondMoment`. */
export const slotNames = (config: OptimizerConfig): string[] => [
  ...new Set(tidy(() => Object.keys(optimizer(config).init(anyParameters())).map(slotOf))),
];

/** Parameters of every kind that an optimizer can treat in its own way: three kernels and a bias. */
const anyParameters = (): Tree => ({
  "0/kernel": zeros([1, 1]),
  "1/kernel": zeros([1, 1]),
  "2/kernel": zeros([1, 1]),
  "2/bias": zeros([1]),
});

/** The name of the slot that a tensor belongs to. */
const slotOf = (name: string): string => name.replace(/\/.*/, "");

/** The slots by which, or by whose square root, updates are divided. */
const DIVISORS = ["secondMoment", "infinityNorm", "squaredDeviation"];

/**
 * The slots of a new optimizer. A slot of the old optimizer with the same name has the same meaning
 * and is carried over, if it is of the same parameters; the others are `fresh`, as `init` makes
 * them. A first moment is carried over only together with its divisor: a fresh divisor knows only
 * one gradient, and where that is nearly 0 the quotient would be unbounded.
 * @returns `carriedOver` has the names of the slots that were kept, such as `secondMoment`.
 */
export function carryOver<T extends { shape: readonly number[] }>(
  old: Record<string, T>,
  fresh: Record<string, T>,
): { slots: Record<string, T>; carriedOver: string[] } {
  const slots = [...new Set(Object.keys(fresh).map(slotOf))];
  const has = (state: Record<string, T>, slot: string) =>
    Object.keys(state).some((name) => slotOf(name) === slot);
  const unknownDivisor = DIVISORS.some((divisor) => has(fresh, divisor) && !has(old, divisor));
  const isSame = (name: string) => `${old[name]?.shape}` === `${fresh[name]?.shape}`;
  const kept = new Set(
    slots
      .filter((slot) => !(slot === "firstMoment" && unknownDivisor))
      .filter((slot) =>
        Object.keys(fresh).every((name) => slotOf(name) !== slot || (name in old && isSame(name))),
      ),
  );
  return {
    slots: mapTree(fresh, (slot, name) => (kept.has(slotOf(name)) ? (old[name] ?? slot) : slot)),
    carriedOver: [...kept],
  };
}
