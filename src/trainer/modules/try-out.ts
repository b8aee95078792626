import type { Model } from "../../gan/model";
import { moduleName, type ModuleNetwork } from "../../gan/module";
import { applyNetwork, initNetwork } from "../../gan/network";
import { fold, type Key, normal, rootKey } from "../../gan/random";
import { firstLine, GanError, toGanError } from "../../shared/errors";
import { NETWORKS, type NetworkName } from "../../shared/run/run";
import { engine, oneHot, range, type Tensor, tidy } from "../../tensor/tf";

/* Tries a module before a run begins: whether it keeps its contract. */

/** How many samples a module is tried on. */
const SAMPLES = 2;

/** A module that works, and how many numbers of it are trained. */
export type Tried = { network: NetworkName; file: string; parameters: number };

/**
 * Runs the networks of a model that are modules on a small batch, forwards and backwards, so that
 * what is wrong with one is said before a run begins, and better than by a loss that is no number.
 * @throws GanError `bad-module`
 */
export function tryOut(model: Model): Tried[] {
  return NETWORKS.flatMap((name) => {
    const network = model[name];
    if (!network.module) return [];
    const parameters = tidy(() => tryOne(network, fold(rootKey(model.seed, 0), name)));
    return [{ network: name, file: network.module.file, parameters }];
  });
}

/** Returns how many numbers the weights have. */
function tryOne(network: ModuleNetwork, key: Key): number {
  const bad = (message: string, hint: string, cause?: unknown) =>
    new GanError("bad-module", `${moduleName(network)}: ${message}`, hint, { cause });
  const state = initNetwork(network, { key });
  const weights = state.params;
  for (const [name, weight] of Object.entries(weights)) {
    if (!isFinite(weight))
      throw bad(
        `the weight "${name}" starts with numbers that are not finite`,
        "look at what init makes it of",
      );
  }
  const x = normal(fold(key, "module, tried out"), [SAMPLES, ...network.input]);
  const labels =
    network.classes === undefined
      ? undefined
      : oneHot(range(0, SAMPLES, 1, "int32"), network.classes).cast("float32");
  const run = (training: boolean) =>
    applyNetwork(network, state, x, { labels, ...(training ? { training, key } : { training }) }).y;
  for (const training of [true, false]) {
    if (!isFinite(run(training)))
      throw bad(
        "apply makes numbers that are not finite, of standard normal " +
          `ones${training ? "" : " with training false"}`,
        "look for divisions by zero, and roots and logarithms of what is not positive",
      );
  }

  const names = Object.keys(weights);
  const gradients = () => {
    try {
      return gradientsOf(() => run(true).sum(), [...Object.values(weights), x]);
    } catch (error) {
      if (error instanceof GanError) throw error;
      throw bad(
        `it cannot be trained: ${firstLine(toGanError(error).message)}`,
        "use operations that have a gradient",
        error,
      );
    }
  };
  for (const [i, gradient] of gradients().entries()) {
    if (!gradient)
      throw bad(
        "what apply makes does not depend on " +
          `${i < names.length ? `the weight "${names[i]}"` : "x"}`,
        "use it in apply, by operations that have a gradient, or leave it out",
      );
  }
  return Object.values(weights).reduce((sum, { size }) => sum + size, 0);
}

/** The gradient of a number by each of some tensors; undefined where it does not depend on one. */
function gradientsOf(f: () => Tensor, tensors: Tensor[]): (Tensor | undefined)[] {
  return engine().gradients(f, tensors, undefined, true).grads as (Tensor | undefined)[];
}

const isFinite = (tensor: Tensor): boolean =>
  tensor.dataSync().every((value) => Number.isFinite(value));
