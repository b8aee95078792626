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
import { isRunFolder, settledSource, type WeightsFrom } from "./weights-source";

/* Reads the weights of another run or of a file, and takes them over into a first state. */

/** Weights by their names in a checkpoint, such as `generator/0/kernel`. */
interface GivenWeights {
  from: WeightsOrigin;
  tensors: Record<string, Values>;
}

/**
 * A first state with the weights that a source has of the same name and shape. The moving average
 * of G begins as that of the source, or else as G.
 *
 * @throws GanError where the source cannot be read, or nothing of it fits
 */
export async function withWeightsOf(
  source: WeightsFrom,
  first: Record<string, Values>,
): Promise<TakenOver & { tensors: Record<string, Values> }> {
  const { from, tensors: given } = await readWeights(source);
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
    networks[network] = takeNetwork(tensors, given, network);
  }
  if (Object.values(networks).every(({ taken }) => taken.length === 0))
    throw nothingFits(from, networks);
  return { from, networks, tensors };
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

/** Reads a checkpoint, or the weights of one network. */
async function readFileOf({ run: path, networks }: WeightsFrom): Promise<GivenWeights> {
  const { tensors, metadata } = await decoded(path);
  const notFinite = await firstNotFinite(tensors);
  if (notFinite !== undefined)
    throw unfit(`"${notFinite}" holds values that are not finite (${path})`);
  const step = Number(metadata["step"] ?? NaN);
  const from: WeightsOrigin = {
    name: metadata["run"] ?? basename(path),
    path,
    ...(Number.isSafeInteger(step) ? { step } : {}),
  };
  if (metadata["settings"] !== undefined || metadata["optimizers"] !== undefined)
    return { from, tensors };
  const network = networkOf(path, metadata, networks);
  const named = Object.entries(tensors).map(([name, values]) => [`${network}/${name}`, values]);
  return { from, tensors: Object.fromEntries(named) as Record<string, Values> };
}

async function decoded(path: string): Promise<ReturnType<typeof decodeSafetensors>> {
  try {
    return decodeSafetensors(await readFile(path), path);
  } catch (error) {
    throw unfit(toGanError(error).message, error);
  }
}

const unfit = (message: string, cause?: unknown): GanError =>
  new GanError(
    "bad-usage",
    message,
    "give a file that gan export --format safetensors wrote, a checkpoint, or the folder of a run",
    { cause },
  );

/** Whose weights a file has: it says so itself, by its name, or the person does. */
function networkOf(
  path: string,
  metadata: Record<string, string>,
  networks: readonly NetworkName[] = [],
): NetworkName {
  const [asked] = networks;
  const said =
    NETWORKS.find((network) => network === metadata["network"]) ??
    NETWORKS.find((network) => basename(path).startsWith(network));
  const network = said ?? (networks.length === 1 ? asked : undefined);
  if (network !== undefined) return network;
  throw new GanError(
    "bad-usage",
    `of which network these weights are is not said (${path})`,
    'say it: "networks": ["generator"] in weightsFrom, or --network generator',
  );
}
