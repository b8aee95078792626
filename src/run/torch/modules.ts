import { GanError } from "../../shared/errors";
import type { Values } from "../../tensor/values";

/*
 * The modules of a PyTorch network, by the names of its state_dict: `main.0.weight` is the weight
 * of the module `main.0`.
 */

/** What the tensors of a module are called here. The weight of a normalisation is its `gamma`. */
const ROLES: Readonly<Record<string, TorchRole>> = {
  weight: "weight",
  weight_orig: "weight",
  "parametrizations.weight.original": "weight",
  bias: "bias",
  running_mean: "mean",
  running_var: "variance",
  weight_u: "direction",
  "parametrizations.weight.0._u": "direction",
};
export type TorchRole = "weight" | "bias" | "mean" | "variance" | "direction";

/** What spectral normalisation and counters keep besides, which is nothing to take over. */
const PASSED_OVER = new Set(["weight_v", "parametrizations.weight.0._v", "num_batches_tracked"]);

export interface TorchTensor {
  /** In the state_dict. */
  name: string;
  values: Values;
}

export interface TorchModule {
  name: string;
  tensors: Partial<Record<TorchRole, TorchTensor>>;
}

const SUFFIXES = [...Object.keys(ROLES), ...PASSED_OVER].sort((a, b) => b.length - a.length);

/** A name as that of its module and what is left of it. */
function split(name: string): { module: string; suffix: string } | undefined {
  const suffix = SUFFIXES.find((one) => name === one || name.endsWith(`.${one}`));
  return suffix === undefined
    ? undefined
    : { module: name.slice(0, -suffix.length).replace(/\.$/, ""), suffix };
}

/** Whether names are those of a PyTorch network. */
export const isTorchState = (names: readonly string[]): boolean =>
  names.some((name) => ROLES[split(name)?.suffix ?? ""] === "weight") &&
  !names.some((name) => name.includes("/"));

/** How a network is written so that nothing of it is lost. A comma could be a part of a name. */
export const WRITE_FROM_TORCH =
  'safetensors.torch.save_file(net.state_dict(), "generator.safetensors", ' +
  '{"order": "\\n".join(net.state_dict())})';

/**
 * The modules in the order of the network. A safetensors file sorts its tensors; their order is in
 * its metadata, or follows from the numbers of a `torch.nn.Sequential`.
 *
 * @throws GanError `bad-usage` where the order is not known
 */
export function torchModules(
  tensors: Readonly<Record<string, Values>>,
  metadata: Readonly<Record<string, string>>,
  path: string,
): { modules: TorchModule[]; others: string[] } {
  const modules = new Map<string, TorchModule>();
  const others: string[] = [];
  for (const name of metadata["order"]?.split("\n") ?? Object.keys(tensors)) {
    const values = tensors[name];
    if (!values) continue;
    const parts = split(name);
    if (parts && PASSED_OVER.has(parts.suffix)) continue;
    const role = parts && ROLES[parts.suffix];
    if (!parts || !role) {
      others.push(name);
      continue;
    }
    const known = modules.get(parts.module) ?? { name: parts.module, tensors: {} };
    modules.set(parts.module, known);
    known.tensors[role] = { name, values };
  }
  const found = [...modules.values()];
  if (metadata["order"] === undefined) found.sort((a, b) => compareNames(a.name, b.name, path));
  return { modules: found, others };
}

/** By the numbers in which two names differ first. @throws GanError where these are no numbers */
function compareNames(a: string, b: string, path: string): number {
  const [as, bs] = [a.split("."), b.split(".")];
  const i = as.findIndex((part, at) => part !== bs[at]);
  const [one = "", other = ""] = [as[i], bs[i]];
  if (/^\d+$/.test(one) && /^\d+$/.test(other)) return Number(one) - Number(other);
  throw new GanError(
    "bad-usage",
    `whether "${a}" or "${b}" comes first in the network is not in the file (${path})`,
    `write its order, too, in Python: ${WRITE_FROM_TORCH}`,
  );
}
