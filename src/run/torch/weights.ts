import type { Values } from "../../tensor/values";
import {
  fromConvolution,
  fromLinear,
  fromVector,
  type LayersInPlace,
  type Order,
  rowOrders,
} from "./layout";
import type { TorchModule, TorchRole } from "./modules";

/*
 * Gives the weights of a PyTorch network the names and the layout of a network here. Layers are
 * matched in their order, where the shapes of their weights are the same.
 */

/** A layer here: its weights by their last names, such as `kernel`. */
interface OwnLayer {
  /** `2`, or `2/layers/0` within a residual block. */
  name: string;
  weights: Record<string, Values>;
}

export interface FromTorch {
  /** By the names here, or their own where nothing here is like them. */
  tensors: Record<string, Values>;
  /** What each was called, by its name here. */
  sources: Record<string, string>;
}

/**
 * @param own the weights of the network here, by their names within it
 * @param network its layers, where they are built-in ones
 */
export function fromTorch(
  own: Readonly<Record<string, Values>>,
  { modules, others }: { modules: readonly TorchModule[]; others: readonly string[] },
  network: LayersInPlace | undefined,
): FromTorch {
  const layers = layersIn(own);
  const orders = network ? rowOrders(network) : [];
  const pairs = pairsOf(layers, modules, orders);
  const tensors: Record<string, Values> = {};
  const sources: Record<string, string> = {};
  for (const { layer, module } of pairs) {
    const found = weightsOf(layer, module, orders);
    for (const [role, { name, values }] of Object.entries(module.tensors)) {
      const given = found[role as TorchRole];
      const here = given ? `${layer.name}/${given.name}` : name;
      tensors[here] = given?.values ?? values;
      if (given) sources[here] = name;
    }
  }
  const matched = new Set(pairs.map(({ module }) => module));
  for (const module of modules)
    if (!matched.has(module))
      for (const { name, values } of Object.values(module.tensors)) tensors[name] = values;
  for (const name of others) tensors[name] = NOTHING;
  return { tensors, sources };
}

/** Stands for a tensor whose name says nothing. */
const NOTHING: Values = { dtype: "float32", shape: [0], values: new Float32Array() };

function layersIn(own: Readonly<Record<string, Values>>): OwnLayer[] {
  const layers = new Map<string, OwnLayer>();
  for (const [full, values] of Object.entries(own)) {
    const end = full.lastIndexOf("/");
    const name = full.slice(0, Math.max(0, end));
    const layer = layers.get(name) ?? { name, weights: {} };
    layers.set(name, layer);
    layer.weights[full.slice(end + 1)] = values;
  }
  return [...layers.values()];
}

interface Pair {
  layer: OwnLayer;
  module: TorchModule;
}

/**
 * Layers and modules that belong together: each layer with the next module that fits it; then,
 * where as many of both are left between two such pairs, these one by one, although they differ.
 */
function pairsOf(
  layers: readonly OwnLayer[],
  modules: readonly TorchModule[],
  orders: readonly Order[],
): Pair[] {
  const pairs: Pair[] = [];
  let next = 0;
  let open: OwnLayer[] = [];
  const close = (end: number) => {
    const left = modules.slice(next, end);
    if (left.length !== open.length) return;
    for (const [i, module] of left.entries()) {
      const layer = open[i];
      if (layer) pairs.push({ layer, module });
    }
  };
  for (const layer of layers) {
    const at = modules.findIndex((module, i) => i >= next && fits(layer, module, orders));
    if (at < 0) {
      open.push(layer);
      continue;
    }
    close(at);
    pairs.push({ layer, module: modules[at]! });
    next = at + 1;
    open = [];
  }
  close(modules.length);
  return pairs;
}

/** Whether the weight of a module has the shape of a layer's. */
function fits(layer: OwnLayer, module: TorchModule, orders: readonly Order[]): boolean {
  const { weight } = weightsOf(layer, module, orders);
  const own = weight && layer.weights[weight.name];
  return own !== undefined && own.shape.join() === weight?.values.shape.join();
}

/** What a layer calls the tensors of a module, and these in its layout. */
function weightsOf(
  layer: OwnLayer,
  { tensors }: TorchModule,
  orders: readonly Order[],
): Partial<Record<TorchRole, { name: string; values: Values }>> {
  const place = /^\d+$/.test(layer.name) ? Number(layer.name) : undefined;
  const before = place === undefined ? undefined : orders[place];
  const after = place === undefined ? undefined : orders[place + 1];
  const isNorm = "gamma" in layer.weights;
  const vectors = {
    bias: isNorm ? "beta" : "bias",
    mean: "movingMean",
    variance: "movingVariance",
    direction: "u",
  } as const;
  const found: ReturnType<typeof weightsOf> = {};
  for (const [role, name] of Object.entries(vectors)) {
    const tensor = tensors[role as keyof typeof vectors];
    if (tensor && name in layer.weights)
      found[role as TorchRole] = { name, values: ofVector(tensor.values, after) };
  }
  const weight = tensors.weight?.values;
  if (!weight) return found;
  if (isNorm) found.weight = { name: "gamma", values: ofVector(weight, after) };
  else if ("kernel" in layer.weights)
    found.weight = { name: "kernel", values: ofKernel(weight, before, after) };
  else if ("embedding" in layer.weights) found.weight = { name: "embedding", values: weight };
  return found;
}

const ofVector = (values: Values, order: Order): Values =>
  order && values.shape.join() === String(order.length) ? fromVector(values, order) : values;

function ofKernel(values: Values, before: Order, after: Order): Values {
  const { length } = values.shape;
  if (length === 4) return fromConvolution(values);
  return length === 2 ? fromLinear(values, before, after) : values;
}
