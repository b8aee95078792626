import { firstLine, GanError, toGanError } from "../shared/errors";
import { dimension } from "../tensor/shape";
import * as tf from "../tensor/tf";
import { formatShape, sameShape, type Shape } from "../experiment/shapes";
import type { Mode } from "./layers/layer";
import type { ModuleRandom, NetworkModule } from "./module-contract";
import { fold, type Key, normal, uniform } from "./random";
import type { Tree } from "./tree";

/*
 * Networks that a user writes as TensorFlow.js code, by the contract in `module-contract.ts`.
 */

/** A module that was loaded from a file. */
export interface LoadedModule {
  code: NetworkModule;
  /** The file's name, for messages. */
  file: string;
  /** The place in the module's files where an error was thrown, as ` (file:line:column)`, or "". */
  placeOf(error: unknown): string;
}

/**
 * A network that is a module. `input` and `output` are the shapes of one sample; `classes` is the
 * number of classes where the module takes them.
 */
export interface ModuleNetwork {
  name: string;
  module: LoadedModule;
  input: Shape;
  output: Shape;
  classes?: number | undefined;
  layers?: undefined;
}

/** `generator (own-generator.ts)` */
export const moduleName = ({ name, module }: ModuleNetwork): string => `${name} (${module.file})`;

/**
 * The initial weights of a module.
 * @throws GanError `bad-module`
 */
export function initModule(network: ModuleNetwork, key: Key): Tree {
  const { module, input, output, classes } = network;
  const weights: unknown = guarded(network, "init", () =>
    module.code.init({
      tf,
      input: [...input],
      output: [...output],
      ...(classes === undefined ? {} : { classes }),
      random: randomOf(key),
    }),
  );
  if (
    typeof weights !== "object" ||
    weights === null ||
    weights instanceof tf.Tensor ||
    weights instanceof Promise ||
    Object.keys(weights).length === 0
  ) {
    throw bad(
      network,
      `init must return named tensors, not ${kindOf(weights)}`,
      "return { NAME: TENSOR, ... }",
    );
  }
  for (const [name, weight] of Object.entries(weights as Record<string, unknown>)) {
    if (!(weight instanceof tf.Tensor))
      throw bad(
        network,
        `the weight "${name}" is ${kindOf(weight)}, and no tensor`,
        "make it with tf.tensor, tf.zeros or random.normal, of the tf that init is given",
      );
    if (weight.dtype !== "float32")
      throw bad(
        network,
        `the weight "${name}" is of type ${weight.dtype}, and only float32 can be trained`,
        "leave constants out of the weights: make them in apply",
      );
    if (!/^\w[\w./-]*$/.test(name))
      throw bad(network, `a weight cannot be called "${name}"`, "use letters, digits, and . _ - /");
  }
  return weights as Tree;
}

/**
 * Runs a module on x, [batch, ...input].
 * @throws GanError `bad-module`, or `not-recordable` for an operation that cannot be recorded
 */
export function applyModule(
  network: ModuleNetwork,
  weights: Tree,
  x: tf.Tensor,
  mode: Mode,
): tf.Tensor {
  const { module, output, classes } = network;
  const labels = classes === undefined ? undefined : mode.labels;
  const passed = mode.training
    ? { training: true as const, random: randomOf(mode.key) }
    : { training: false as const };
  const y: unknown = guarded(network, "apply", () =>
    module.code.apply({ tf, weights: { ...weights }, x, ...(labels ? { labels } : {}), ...passed }),
  );
  if (!(y instanceof tf.Tensor))
    throw bad(network, `apply must return a tensor, not ${kindOf(y)}`, "return [batch, ...output]");
  const wanted = [dimension(x.shape, 0), ...output];
  if (!sameShape(y.shape, wanted)) {
    throw bad(
      network,
      `apply makes ${formatShape(y.shape)} of ${formatShape(x.shape)}, but ` +
        `${formatShape(wanted)} is wanted: ` +
        `${network.name === "discriminator" ? "one logit for each sample" : "samples like those of the data"}`,
      "`output` is the shape of one",
    );
  }
  if (y.dtype !== "float32")
    throw bad(
      network,
      `apply makes numbers of type ${y.dtype}, but float32 is wanted`,
      'end with .cast("float32")',
    );
  return y;
}

function guarded(network: ModuleNetwork, what: "init" | "apply", run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof GanError) throw error;
    throw new GanError(
      "bad-module",
      `${moduleName(network)}: ${what} failed: ` +
        `${firstLine(toGanError(error).message)}${network.module.placeOf(error)}`,
      "gan-network.d.ts of the template own-generator says what init and apply are given",
      { cause: error },
    );
  }
}

const bad = (network: ModuleNetwork, message: string, hint: string): GanError =>
  new GanError("bad-module", `${moduleName(network)}: ${message}`, hint);

function kindOf(value: unknown): string {
  if (value instanceof tf.Tensor) return "a tensor";
  if (value instanceof Promise) return "a promise";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null)
    return Object.keys(value).length === 0 ? "an empty object" : "an object";
  return value === undefined || value === null ? "nothing" : `a ${typeof value}`;
}

const randomOf = (key: Key): ModuleRandom => ({
  normal: (name, shape, stddev = 1) => {
    const drawn = normal(fold(key, name), shape);
    return stddev === 1 ? drawn : drawn.mul(stddev);
  },
  uniform: (name, shape, low = 0, high = 1) => {
    const drawn = uniform(fold(key, name), shape);
    return low === 0 && high === 1 ? drawn : drawn.mul(high - low).add(low);
  },
});
