import {
  abs,
  exp,
  maximum,
  scalar,
  sqrt,
  square,
  where,
  type Scalar,
  type Tensor,
} from "../../tensor/tf";
import { type Hyper, setting } from "../hyper";
import { mapTree, type Tree, zipTrees, zipTrees3 } from "../tree";
import { type NextMean, perParameter, type RunningMean, runningMean, scalarSlot } from "./slots";
import { type Transformation, withSlots } from "./transformation";

/* Adam and the optimizers derived from it. Their updates include the learning rate. */

interface AdamConfig {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Adam's two running means: m of gradients, v of their squares. */
interface AdamSlots {
  m: RunningMean;
  v: RunningMean;
}

/** Adam's slots after an update, and the square root of v's bias correction. */
interface AdamMoments {
  m: NextMean;
  v: NextMean;
  root: Tensor;
}

function adamSlots({ beta1, beta2 }: AdamConfig) {
  const m = runningMean("firstMoment", beta1);
  const v = runningMean("secondMoment", beta2);
  return {
    layout: { m, v },
    next(gradients: Tree, old: AdamSlots): AdamMoments {
      const nextM = m.next(gradients, old.m);
      const nextV = v.next(mapTree(gradients, square), old.v);
      return { m: nextM, v: nextV, root: sqrt(nextV.correction) };
    },
  };
}

/**
 * Adam's direction, scale * mhat / (sqrt(vhat) + epsilon) (Kingma and Ba 2015, algorithm 1), with
 * `seconds` in place of v. The bias corrections are scalars. They go into the rate and into
 * epsilon, as at the end of the paper's section 2, so that each parameter needs four operations and
 * not six.
 */
function adamDirection(
  { m, v, root }: AdamMoments,
  epsilon: number,
  scale: Tensor,
  seconds: Tree = v.means,
): Tree {
  const rate = scale.div(m.correction);
  const floor = root.mul(epsilon);
  return zipTrees(m.means, seconds, (mean, second) => mean.div(sqrt(second).add(floor)).mul(rate));
}

/** learningRate * sqrt(1 - beta2^t), the part of the rate that does not depend on m. */
const adamRate = (hyper: Hyper, { root }: AdamMoments): Tensor =>
  setting(hyper, "learningRate").mul(root);

/** Adam (Kingma and Ba 2015): u = learningRate * mhat / (sqrt(vhat) + epsilon). */
export function adam(config: AdamConfig): Transformation<AdamSlots> {
  const { layout, next } = adamSlots(config);
  return withSlots<AdamSlots>(layout, (gradients, old, hyper) => {
    const moments = next(gradients, old);
    const updates = adamDirection(moments, config.epsilon, adamRate(hyper, moments));
    return { updates, slots: moments };
  });
}

interface AmsgradSlots extends AdamSlots {
  largestV: Tree;
}

/**
 * AMSGrad: Adam with the largest v so far (Reddi et al. 2018, algorithm 2). Its bias correction is
 * that of Adam, as in PyTorch.
 */
export function amsgrad(config: AdamConfig): Transformation<AmsgradSlots> {
  const { layout, next } = adamSlots(config);
  const slots = { ...layout, largestV: perParameter("largestSecondMoment") };
  return withSlots<AmsgradSlots>(slots, (gradients, old, hyper) => {
    const moments = next(gradients, old);
    const largestV = zipTrees(moments.v.means, old.largestV, (v, largest) => maximum(largest, v));
    const rate = adamRate(hyper, moments);
    const updates = adamDirection(moments, config.epsilon, rate, largestV);
    return { updates, slots: { ...moments, largestV } };
  });
}

interface AdamaxSlots {
  m: RunningMean;
  norm: Tree;
}

/**
 * AdaMax (Kingma and Ba 2015, algorithm 2, with PyTorch's epsilon): u = learningRate / (1 -
 * beta1^t) * m / v, v = max(beta2 v, |g| + epsilon).
 */
export function adamax({ beta1, beta2, epsilon }: AdamConfig): Transformation<AdamaxSlots> {
  const firstMoment = runningMean("firstMoment", beta1);
  const slots = { m: firstMoment, norm: perParameter("infinityNorm") };
  return withSlots(slots, (gradients, old, hyper) => {
    const m = firstMoment.next(gradients, old.m);
    const rate = setting(hyper, "learningRate").div(m.correction);
    const norm = zipTrees(gradients, old.norm, (g, oldNorm) =>
      maximum(oldNorm.mul(beta2), abs(g).add(epsilon)),
    );
    const updates = zipTrees(m.means, norm, (mean, v) => mean.div(v).mul(rate));
    return { updates, slots: { m, norm } };
  });
}

interface NadamSlots extends AdamSlots {
  /** p_t, the product of all momentums so far. */
  momentumProduct: Tensor;
}

/**
 * Nadam, Adam with Nesterov momentum (Dozat 2016). The momentum mu_t rises to beta1; with p_t =
 * mu_1 ... mu_t, u = learningRate ((1 - mu_t) g / (1 - p_t) + mu_(t+1) m / (1 - p_(t+1))) /
 * (sqrt(vhat) + epsilon). The product p has a slot of its own. Beside an m carried over from Adam
 * it begins at 1, which makes the first step up to half as large again.
 */
export function nadam({
  momentumDecay,
  ...config
}: AdamConfig & { momentumDecay: number }): Transformation<NadamSlots> {
  const { layout, next } = adamSlots(config);
  const slots = { ...layout, momentumProduct: scalarSlot("momentumProduct/all", 1) };
  /** mu_t = beta1 (1 - 0.96^(t momentumDecay) / 2). */
  const momentumAt = (t: Tensor): Tensor =>
    exp(t.mul(momentumDecay * Math.log(0.96)))
      .mul(-0.5 * config.beta1)
      .add(config.beta1);
  return withSlots<NadamSlots>(slots, (gradients, old, hyper) => {
    const moments = next(gradients, old);
    const { m, v, root } = moments;
    const rate = adamRate(hyper, moments);
    const mu = momentumAt(m.count); // mu_t
    const muNext = momentumAt(m.count.add(1)); // mu_(t+1)
    const momentumProduct = old.momentumProduct.mul(mu); // p_t
    const one = scalar(1);
    const gradientRate = one.sub(mu).div(one.sub(momentumProduct)).mul(rate);
    const meanRate = muNext.div(one.sub(momentumProduct.mul(muNext))).mul(rate);
    const floor = root.mul(config.epsilon);
    const updates = zipTrees3(gradients, m.means, v.means, (g, mean, second) =>
      g.mul(gradientRate).add(mean.mul(meanRate)).div(sqrt(second).add(floor)),
    );
    return { updates, slots: { ...moments, momentumProduct } };
  });
}

/**
 * Rectified Adam (Liu et al. 2020, algorithm 2): u = learningRate * mhat until the length rho_t of
 * the running mean v exceeds 5 (the paper has 4, its code 5), then u = learningRate * r_t mhat /
 * (sqrt(v) + epsilon) sqrt(1 - beta2^t).
 */
export function radam(config: AdamConfig): Transformation<AdamSlots> {
  const { layout, next } = adamSlots(config);
  const { beta2, epsilon } = config;
  return withSlots<AdamSlots>(layout, (gradients, old, hyper) => {
    const moments = next(gradients, old);
    const { m, v, root } = moments;
    const rate = setting(hyper, "learningRate").div(m.correction);
    const length = effectiveLength(v.count, beta2);
    const isRectified = length.greater(5);
    const one = scalar(1);
    // Below 5 the rectification would be the root of a negative number, so it is computed for a
    // length above 4 and not used.
    const safeLength = where(isRectified, length, scalar(longestLength(beta2)).maximum(6));
    const rectified = where(
      isRectified,
      rectification(safeLength, longestLength(beta2)).mul(root),
      scalar(0),
    );
    const plain = where(isRectified, scalar(0), one);
    const updates = zipTrees(m.means, v.means, (mean, second) =>
      rectified.div(sqrt(second).add(epsilon)).add(plain).mul(rate).mul(mean),
    );
    return { updates, slots: moments };
  });
}

/** rho_inf, the effective length that a running mean with this decay approaches. */
const longestLength = (beta2: number): number => 2 / (1 - beta2) - 1;

/** r_t = sqrt((rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t)). */
const rectification = (length: Tensor, longest: number): Tensor =>
  sqrt(
    length
      .sub(4)
      .mul(length.sub(2))
      .div(length)
      .mul(longest / ((longest - 4) * (longest - 2))),
  );

/**
 * The effective length of a running mean after t values: rho_t = rho_inf - 2 t beta2^t / (1 -
 * beta2^t). This difference of nearly equal numbers has only three digits in float32 at beta2 =
 * 0.999. With y = -t ln(beta2) / 2 and c = rho_inf + 2 / ln(beta2) it equals t - (y coth y - 1) t /
 * y + c, where y coth y - 1 = y^2 / (3 + y^2 / (5 + ...)) (Lambert's continued fraction). For y > 1
 * the plain difference is accurate.
 */
function effectiveLength(t: Tensor, beta2: number): Scalar {
  const halfRate = -Math.log(beta2) / 2;
  const longest = longestLength(beta2);
  const y = t.mul(halfRate);
  const squared = y.square();
  const fraction = [13, 11, 9, 7, 5, 3].reduce<Tensor>(
    (rest, odd) => squared.div(rest.add(odd)),
    scalar(0),
  );
  const early = t.sub(fraction.div(halfRate)).add(longest - 1 / halfRate);
  const late = scalar(longest).sub(t.mul(2).div(y.mul(2).expm1()));
  return where(y.greater(1), late, early) as Scalar;
}

interface AdabeliefSlots {
  m: RunningMean;
  s: RunningMean;
}

/**
 * AdaBelief (Zhuang et al. 2020, algorithm 2): u = learningRate * mhat / (sqrt(shat) + epsilon), s
 * = beta2 s + (1 - beta2) (g - m)^2 + epsilon, with m as it is after this gradient.
 */
export function adabelief({ beta1, beta2, epsilon }: AdamConfig): Transformation<AdabeliefSlots> {
  const firstMoment = runningMean("firstMoment", beta1);
  const squaredDeviation = runningMean("squaredDeviation", beta2);
  // What is added to each value of a running mean comes to epsilon in the mean.
  const added = epsilon / (1 - beta2);
  return withSlots({ m: firstMoment, s: squaredDeviation }, (gradients, old, hyper) => {
    const m = firstMoment.next(gradients, old.m);
    const deviations = zipTrees(gradients, m.means, (g, mean) => square(g.sub(mean)).add(added));
    const s = squaredDeviation.next(deviations, old.s);
    const moments = { m, v: s, root: sqrt(s.correction) };
    const updates = adamDirection(moments, epsilon, adamRate(hyper, moments));
    return { updates, slots: { m, s } };
  });
}

interface OptimisticSlots extends AdamSlots {
  lastDirection: Tree;
}

/**
 * Optimistic Adam (Daskalakis et al. 2018, algorithm 1): u_t = mhat / (sqrt(vhat) + epsilon), and
 * the update is learningRate (2 u_t - u_(t-1)).
 */
export function optimisticAdam(config: AdamConfig): Transformation<OptimisticSlots> {
  const { layout, next } = adamSlots(config);
  const slots = { ...layout, lastDirection: perParameter("lastDirection") };
  return withSlots<OptimisticSlots>(slots, (gradients, old, hyper) => {
    const moments = next(gradients, old);
    const directions = adamDirection(moments, config.epsilon, moments.root);
    const learningRate = setting(hyper, "learningRate");
    const updates = zipTrees(directions, old.lastDirection, (u, last) =>
      u.mul(2).sub(last).mul(learningRate),
    );
    return { updates, slots: { ...moments, lastDirection: directions } };
  });
}
