import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { layerSchema } from "../../src/experiment/schema";
import { applyNetwork, initNetwork, type LayeredNetwork } from "../../src/gan/network";
import { rootKey } from "../../src/gan/random";
import { flattenNetwork, unflattenNetwork } from "../../src/gan/state";
import { subtree, withPrefix } from "../../src/gan/tree";
import { withWeightsOf } from "../../src/run/weights";
import type { NetworkName } from "../../src/shared/run/run";
import type { TakenOver } from "../../src/shared/run/weights";
import { type Tensor, tensor } from "../../src/tensor/tf";
import { numbersOf, valuesOf } from "../../src/tensor/tensor-values";
import { type Packed, unpack } from "./gan";
import { fixture } from "./paths";

/*
 * The networks of test/fixtures/torch-weights.py as layers here: with PyTorch's weights they are to
 * make of the same inputs what PyTorch makes of them.
 */

interface TorchNetwork {
  /** A safetensors file, base64. */
  file: string;
  /** The same without the order of its names. */
  unordered?: string;
  names: string[];
  input: Packed;
  output: Packed;
}

export const torchNetworks = fixture<Record<NetworkName, TorchNetwork>>("torch-weights");

const relu = { type: "activation", activation: "relu" };
const layersOf = (...layers: object[]) => layers.map((layer) => layerSchema.parse(layer));

const HERE: Record<NetworkName, LayeredNetwork> = {
  generator: {
    name: "generator",
    input: [3],
    layers: layersOf(
      { type: "dense", units: 16, useBias: false },
      { type: "batchNorm" },
      relu,
      { type: "reshape", targetShape: [2, 2, 4] },
      { type: "batchNorm" },
      relu,
      { type: "conv2dTranspose", filters: 4, kernelSize: 4, strides: 2, useBias: false },
      { type: "batchNorm" },
      relu,
      { type: "conv2d", filters: 2, kernelSize: 3, activation: "tanh" },
    ),
  },
  discriminator: {
    name: "discriminator",
    input: [4, 4, 2],
    layers: layersOf(
      { type: "conv2d", filters: 3, kernelSize: 4, strides: 2, spectralNorm: true },
      { type: "activation", activation: "leakyRelu" },
      { type: "flatten" },
      ...Array.from({ length: 4 }, () => ({ type: "dense", units: 12, activation: "leakyRelu" })),
      { type: "dense", units: 1 },
    ),
  },
};

/** What a network here makes of PyTorch's inputs with PyTorch's weights, and how they were taken. */
export async function withTorchWeights(
  folder: string,
  name: NetworkName,
): Promise<{ output: number[]; taken: TakenOver }> {
  const network = HERE[name];
  const file = join(folder, `${name}.safetensors`);
  writeFileSync(file, Buffer.from(torchNetworks[name].file, "base64"));
  const first = valuesOf(() =>
    withPrefix(name, flattenNetwork(initNetwork(network, { key: rootKey(1, 0) }))),
  );
  const { tensors, ...taken } = await withWeightsOf({ run: file }, first, { [name]: network });
  const output = numbersOf(() => {
    const made = Object.entries(subtree(tensors, name)).map(
      ([weight, { values, shape, dtype }]) => [weight, tensor(values, [...shape], dtype)],
    );
    const state = unflattenNetwork<Tensor>(network, Object.fromEntries(made));
    return applyNetwork(network, state, unpack(torchNetworks[name].input), { training: false }).y;
  });
  return { output: [...output], taken };
}
