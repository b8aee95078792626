import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { GanError, toGanError } from "../shared/errors";
import { type NetworkName, NETWORKS } from "../shared/run/run";
import type { TakenOver, TakenWeights, WeightsOrigin, WeightsTable } from "../shared/run/weights";
import type { Values } from "../tensor/values";
import { firstNotFinite, readCheckpoint } from "./checkpoints";
import { readRecord } from "./record";
import { checkpointAt } from "./rewind";
import { decodeSafetensors } from "./safetensors";
import type { LayersInPlace } from "./torch/layout";
import { isTorchState, type TorchModule, torchModules, WRITE_FROM_TORCH } from "./torch/modules";
import { fromTorch } from "./torch/weights";
import { isRunFolder, settledSource, type WeightsFrom } from "./weights-source";

/* Reads the weights of another run or of a file, and takes them over into a first state. */

/** Weights by their names in a checkpoint, such as `generator/0/kernel`. */
interface GivenWeights {
  from: WeightsOrigin;
  tensors: Record<string, Values>;
  /** Of a PyTorch network, whose tensors have names of their own. */
  torch?: { network: NetworkName; modules: TorchModule[]; others: string[] };
}

/**
 * A first state with the weights that a source has of the same name and shape. The moving average
 * of G begins as that of the source, or else as G.
 *
 * @param layered the networks that are built-in layers: PyTorch's weights are laid out by these
 * @throws GanError where the source cannot be read, or nothing of it fits
 */
export async function withWeightsOf(
  source: WeightsFrom,
  first: Record<string, Values>,
  layered: Partial<Record<NetworkName, LayersInPlace>> = {},
): Promise<TakenOver & { tensors: Record<string, Values> }> {
  const weights = await readWeights(source);
  const { from } = weights;
  const { given, sources } = namedAsHere(weights, first, layered);
  const asked = source.networks ?? NETWORKS.filter((network) => hasNetwork(given, network));
  const tensors = { ...first };
  const networks: WeightsTable = {};
  for (const network of asked) {
    if (!hasNetwork(given, network))
      throw new GanError(
        "bad-usage",
        `it has no weights of the ${network} (${from.path})`,
        "name the other network alone in weightsFrom.networks, or another source",
      );
    networks[network] = {
      ...takeNetwork(tensors, given, network),
      ...(sources ? { sources } : {}),
    };
  }
  if (Object.values(networks).every(({ taken }) => taken.length === 0))
    throw nothingFits(from, networks);
  return { from, networks, tensors };
}

/** The weights by the names that they have here. */
function namedAsHere(
  { tensors, torch }: GivenWeights,
  first: Record<string, Values>,
  layered: Partial<Record<NetworkName, LayersInPlace>>,
): { given: Record<string, Values>; sources?: Record<string, string> } {
  if (!torch) return { given: tensors };
  const { network } = torch;
  const start = `${network}/`;
  const own = Object.entries(first).flatMap(([name, values]) =>
    name.startsWith(start) ? [[name.slice(start.length), values] as const] : [],
  );
  const named = fromTorch(Object.fromEntries(own), torch, layered[network]);
  const given = Object.entries(named.tensors).map(([name, values]) => [`${start}${name}`, values]);
  return { given: Object.fromEntries(given) as Record<string, Values>, sources: named.sources };
}

const hasNetwork = (given: Record<string, Values>, network: NetworkName): boolean =>
  Object.keys(given).some((name) => name.startsWith(`${network}/`));

const isAlike = (a: Values, b: Values): boolean =>
  a.dtype === b.dtype && a.shape.join() === b.shape.join();

/** Takes the weights of a network over into `tensors`. */
function takeNetwork(
  tensors: Record<string, Values>,
  given: Record<string, Values>,
  network: NetworkName,
): TakenWeights {
  const prefix = `${network}/`;
  const found: TakenWeights = { taken: [], missing: [], otherShape: [], unused: [] };
  for (const [full, own] of Object.entries(tensors)) {
    if (!full.startsWith(prefix)) continue;
    const name = full.slice(prefix.length);
    const other = given[full];
    if (!other) found.missing.push(name);
    else if (isAlike(other, own)) {
      tensors[full] = other;
      found.taken.push(name);
    } else found.otherShape.push({ name, here: own.shape, there: other.shape });
    const average = tensors[`average/${full}`];
    const begin = [given[`average/${full}`], other].find(
      (one) => one && average && isAlike(one, average),
    );
    if (begin) tensors[`average/${full}`] = begin;
  }
  for (const full of Object.keys(given))
    if (full.startsWith(prefix) && !Object.hasOwn(tensors, full))
      found.unused.push(full.slice(prefix.length));
  return found;
}

function nothingFits(from: WeightsOrigin, networks: WeightsTable): GanError {
  const [other] = Object.values(networks).flatMap(({ otherShape }) => otherShape);
  const why = other
    ? `"${other.name}" is [${other.here.join(", ")}], and there [${other.there.join(", ")}]`
    : "no name is the same";
  return new GanError(
    "bad-config",
    `none of the weights fits: ${why} (${from.path})`,
    "weights are taken over by the place of their layer, such as 0/kernel, where the shape is the same",
  );
}

async function readWeights(source: WeightsFrom): Promise<GivenWeights> {
  if (!isRunFolder(source.run)) return readFileOf(source);
  const { run: path, step = 0 } = settledSource(source);
  const { id, name } = readRecord(path);
  const { tensors } = await readCheckpoint(checkpointAt(path, step));
  return { from: { name, path, id, step }, tensors };
}

/**
 * The networks of which a file has weights; none where it does not say which one it is of.
 *
 * @throws GanError `bad-usage` where it holds no weights
 */
export async function networksInFile(path: string): Promise<NetworkName[]> {
  const { tensors, metadata } = await decoded(path);
  if (isCheckpoint(metadata)) return NETWORKS.filter((network) => hasNetwork(tensors, network));
  const network = saidNetwork(path, metadata);
  return network === undefined ? [] : [network];
}

/** Reads a checkpoint, or the weights of one network. */
async function readFileOf({ run: path, networks }: WeightsFrom): Promise<GivenWeights> {
  const { tensors, metadata } = await decoded(path);
  const notFinite = await firstNotFinite(tensors);
  if (notFinite !== undefined)
    throw unfit(`"${notFinite}" holds values that are not finite (${path})`);
  if (Object.keys(tensors).length === 0)
    throw unfit(`none of its tensors is of type float32 (${path})`);
  const step = Number(metadata["step"] ?? NaN);
  const from: WeightsOrigin = {
    name: metadata["run"] ?? basename(path),
    path,
    ...(Number.isSafeInteger(step) ? { step } : {}),
  };
  if (isCheckpoint(metadata)) return { from, tensors };
  const network = networkOf(path, metadata, networks);
  // What was exported here has the names of a network as code, whatever these are.
  if (metadata["run"] === undefined && isTorchState(Object.keys(tensors)))
    return { from, tensors, torch: { network, ...torchModules(tensors, metadata, path) } };
  const named = Object.entries(tensors).map(([name, values]) => [`${network}/${name}`, values]);
  return { from, tensors: Object.fromEntries(named) as Record<string, Values> };
}

const isCheckpoint = (metadata: Record<string, string>): boolean =>
  metadata["settings"] !== undefined || metadata["optimizers"] !== undefined;

async function decoded(path: string): Promise<ReturnType<typeof decodeSafetensors>> {
  try {
    // PyTorch counts batches in whole numbers of eight bytes, which are nothing to take over.
    return decodeSafetensors(await readFile(path), path, { skipOthers: true });
  } catch (error) {
    if (/\.(pt|pth|ckpt|bin|pkl)$/i.test(path)) throw isPickle(path, error);
    throw unfit(toGanError(error).message, error);
  }
}

const isPickle = (path: string, cause: unknown): GanError =>
  new GanError(
    "bad-usage",
    `a file of Python objects is not read, since reading one can run code (${path})`,
    `write its weights as safetensors, in Python: ${WRITE_FROM_TORCH}`,
    { cause },
  );

const unfit = (message: string, cause?: unknown): GanError =>
  new GanError(
    "bad-usage",
    message,
    "give a safetensors file (of gan export, or of a PyTorch state_dict), a checkpoint, or the folder of a run",
    { cause },
  );

/** Whose weights a file has by what it says of itself, or by its name. */
const saidNetwork = (path: string, metadata: Record<string, string>): NetworkName | undefined =>
  NETWORKS.find((network) => network === metadata["network"]) ??
  NETWORKS.find((network) => basename(path).startsWith(network));

/** Whose weights a file has: it says so itself, by its name, or the person does. */
function networkOf(
  path: string,
  metadata: Record<string, string>,
  networks: readonly NetworkName[] = [],
): NetworkName {
  const [asked] = networks;
  const network = saidNetwork(path, metadata) ?? (networks.length === 1 ? asked : undefined);
  if (network !== undefined) return network;
  throw new GanError(
    "bad-usage",
    `of which network these weights are is not said (${path})`,
    'say it: "networks": ["generator"] in weightsFrom, or --network generator',
  );
}
