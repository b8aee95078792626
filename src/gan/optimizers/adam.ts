import {
  abs,
  exp,
  maximum,
  scalar,
  sqrt,
  square,
  where,
  zerosLike,
  type Scalar,
  type Tensor,
} from "../../tensor/tf";
import { withPrefix, type State, subtree } from "../state";
import { type Hyper, map, runningMean, type Transformation } from "./transformation";

/* Adam and the optimizers derived from it. Their updates include the learning rate. */

interface Betas {
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Adam's two running means: m of gradients, v of their squares. */
function moments({ beta1, beta2 }: Betas) {
  const first = runningMean("firstMoment", beta1);
  const second = runningMean("secondMoment", beta2);
  return {
    init: (parameters: State): State => ({ ...first.init(parameters), ...second.init(parameters) }),
    next(gradients: State, slots: State) {
      const m = first.next(gradients, slots);
      const v = second.next(map(gradients, square), slots);
      return { m, v, root: sqrt(v.correction), slots: { ...m.slots, ...v.slots } };
    },
  };
}

/**
 * Adam's direction, scale * mhat / (sqrt(vhat) + epsilon) (Kingma and Ba 2015, algorithm 1), with
 * `seconds` in place of v. The bias corrections are scalars. They go into the rate and into
 * epsilon, as at the end of the paper's section 2, so that each parameter needs four operations and
 * not six.
 */
function corrected(
  { m, v, root }: ReturnType<ReturnType<typeof moments>["next"]>,
  epsilon: number,
  scale: (root: Tensor) => Tensor,
  seconds: State = v.means,
): State {
  const rate = scale(root).div(m.correction);
  const floor = root.mul(epsilon);
  return map(m.means, (mean, name) => mean.div(sqrt(seconds[name]!).add(floor)).mul(rate));
}

const byRate =
  (hyper: Hyper) =>
  (root: Tensor): Tensor =>
    hyper["learningRate"]!.mul(root);

/** Adam (Kingma and Ba 2015): u = learningRate * mhat / (sqrt(vhat) + epsilon). */
export function adam(betas: Betas): Transformation {
  const both = moments(betas);
  return {
    init: both.init,
    update(gradients, slots, hyper) {
      const now = both.next(gradients, slots);
      return { updates: corrected(now, betas.epsilon, byRate(hyper)), slots: now.slots };
    },
  };
}

/**
 * AMSGrad: Adam with the largest v so far (Reddi et al. 2018, algorithm 2). Its bias correction is
 * that of Adam, as in PyTorch.
 */
export function amsgrad(betas: Betas): Transformation {
  const both = moments(betas);
  const LARGEST = "largestSecondMoment";
  return {
    init: (parameters) => ({
      ...both.init(parameters),
      ...withPrefix(LARGEST, map(parameters, zerosLike)),
    }),
    update(gradients, slots, hyper) {
      const now = both.next(gradients, slots);
      const old = subtree(slots, LARGEST);
      const largest = map(now.v.means, (v, name) => maximum(old[name]!, v));
      return {
        updates: corrected(now, betas.epsilon, byRate(hyper), largest),
        slots: { ...now.slots, ...withPrefix(LARGEST, largest) },
      };
    },
  };
}

/**
 * AdaMax (Kingma and Ba 2015, algorithm 2, with PyTorch's epsilon): u = learningRate / (1 -
 * beta1^t) * m / v, v = max(beta2 v, |g| + epsilon).
 */
export function adamax({ beta1, beta2, epsilon }: Betas): Transformation {
  const first = runningMean("firstMoment", beta1);
  const NORM = "infinityNorm";
  return {
    init: (parameters) => ({
      ...first.init(parameters),
      ...withPrefix(NORM, map(parameters, zerosLike)),
    }),
    update(gradients, slots, hyper) {
      const m = first.next(gradients, slots);
      const old = subtree(slots, NORM);
      const rate = hyper["learningRate"]!.div(m.correction);
      const norms = map(gradients, (g, name) =>
        maximum(old[name]!.mul(beta2), abs(g).add(epsilon)),
      );
      return {
        updates: map(m.means, (mean, name) => mean.div(norms[name]!).mul(rate)),
        slots: { ...m.slots, ...withPrefix(NORM, norms) },
      };
    },
  };
}

/**
 * Nadam, Adam with Nesterov momentum (Dozat 2016). The momentum mu_t rises to beta1; with p_t =
 * mu_1 ... mu_t, u = learningRate ((1 - mu_t) g / (1 - p_t) + mu_(t+1) m / (1 - p_(t+1))) /
 * (sqrt(vhat) + epsilon). The product p has a slot of its own. Beside an m carried over from Adam
 * it begins at 1, which makes the first step up to half as large again.
 */
export function nadam({
  momentumDecay,
  ...betas
}: Betas & { momentumDecay: number }): Transformation {
  const both = moments(betas);
  const PRODUCT = "momentumProduct/all";
  const shareAt = (t: Tensor): Tensor =>
    exp(t.mul(momentumDecay * Math.log(0.96)))
      .mul(-0.5 * betas.beta1)
      .add(betas.beta1);
  return {
    init: (parameters) => ({ ...both.init(parameters), [PRODUCT]: scalar(1) }),
    update(gradients, slots, hyper) {
      const now = both.next(gradients, slots);
      const { m, v, root } = now;
      const rate = hyper["learningRate"]!.mul(root);
      const share = shareAt(m.count);
      const next = shareAt(m.count.add(1));
      const product = slots[PRODUCT]!.mul(share);
      const one = scalar(1);
      const ofGradient = one.sub(share).div(one.sub(product)).mul(rate);
      const ofMean = next.div(one.sub(product.mul(next))).mul(rate);
      const floor = root.mul(betas.epsilon);
      const updates = map(gradients, (g, name) =>
        g.mul(ofGradient).add(m.means[name]!.mul(ofMean)).div(sqrt(v.means[name]!).add(floor)),
      );
      return { updates, slots: { ...now.slots, [PRODUCT]: product } };
    },
  };
}

/**
 * Rectified Adam (Liu et al. 2020, algorithm 2): u = learningRate * mhat until the length rho_t of
 * the running mean v exceeds 5 (the paper has 4, its code 5), then u = learningRate * r_t mhat /
 * (sqrt(v) + epsilon) sqrt(1 - beta2^t).
 */
export function radam(betas: Betas): Transformation {
  const both = moments(betas);
  const { beta2, epsilon } = betas;
  const longest = 2 / (1 - beta2) - 1;
  return {
    init: both.init,
    update(gradients, slots, hyper) {
      const now = both.next(gradients, slots);
      const { m, v, root } = now;
      const rate = hyper["learningRate"]!.div(m.correction);
      const length = effectiveLength(v.count, beta2);
      const known = length.greater(5);
      const one = scalar(1);
      // Below 5 the rectification would be the root of a negative number; any length above 4 avoids
      // it.
      const safe = where(known, length, scalar(longest).maximum(6));
      const rectification = sqrt(
        safe
          .sub(4)
          .mul(safe.sub(2))
          .div(safe)
          .mul(longest / ((longest - 4) * (longest - 2))),
      );
      const scale = where(known, rectification.mul(root), scalar(0));
      const plain = where(known, scalar(0), one);
      const updates = map(m.means, (mean, name) =>
        scale.div(sqrt(v.means[name]!).add(epsilon)).add(plain).mul(rate).mul(mean),
      );
      return { updates, slots: now.slots };
    },
  };
}

/**
 * The effective length of a running mean after t values: rho_t = rho_inf - 2 t beta2^t / (1 -
 * beta2^t). This difference of nearly equal numbers has only three digits in float32 at beta2 =
 * 0.999. With y = -t ln(beta2) / 2 and c = rho_inf + 2 / ln(beta2) it equals t - (y coth y - 1) t /
 * y + c, where y coth y - 1 = y^2 / (3 + y^2 / (5 + ...)) (Lambert's continued fraction). For y > 1
 * the plain difference is accurate.
 */
function effectiveLength(t: Tensor, beta2: number): Scalar {
  const halfRate = -Math.log(beta2) / 2;
  const longest = 2 / (1 - beta2) - 1;
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

/**
 * Optimistic Adam (Daskalakis et al. 2018, algorithm 1): u_t = mhat / (sqrt(vhat) + epsilon), and
 * the update is learningRate (2 u_t - u_(t-1)).
 */
export function optimisticAdam(betas: Betas): Transformation {
  const both = moments(betas);
  const LAST = "lastDirection";
  return {
    init: (parameters) => ({
      ...both.init(parameters),
      ...withPrefix(LAST, map(parameters, zerosLike)),
    }),
    update(gradients, slots, hyper) {
      const now = both.next(gradients, slots);
      const last = subtree(slots, LAST);
      const directions = corrected(now, betas.epsilon, (root) => root);
      return {
        updates: map(directions, (u, name) =>
          u.mul(2).sub(last[name]!).mul(hyper["learningRate"]!),
        ),
        slots: { ...now.slots, ...withPrefix(LAST, directions) },
      };
    },
  };
}
