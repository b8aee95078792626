import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import type { Compute } from "../metrics/distances";
import { writePiecesAtomic } from "../run/atomic-files";
import { decodeSafetensors, safetensorsPieces } from "../run/safetensors";
import type { Values } from "../tensor/values";

/*
 * Extractors are kept in the cache, `features/<name>.safetensors`: weights, and in its metadata
 * where they come from.
 */

/** Named numbers, as `Compute` takes them. */
export type Weights = Parameters<Compute>[2];

export interface StoredWeights {
  file: string;
  weights: Weights;
  /** The first 16 digits of a SHA-256 of all weights, with their names and shapes. */
  hash: string;
  metadata: Record<string, string>;
}

const fileIn = (cacheDir: string, name: string): string =>
  join(cacheDir, "features", `${name}.safetensors`);

/** The first whole one in the caches. A damaged file counts as none. */
export async function readWeights(
  name: string,
  cacheDirs: readonly string[],
): Promise<StoredWeights | undefined> {
  for (const file of filesOf(name, cacheDirs)) {
    try {
      const { tensors, metadata } = decodeSafetensors(await readFile(file), file);
      return { file, weights: tensors as Weights, hash: await hashOf(tensors), metadata };
    } catch {
      // Made again, or imported again, it takes this one's place.
    }
  }
  return undefined;
}

/** Whether there is a whole one of what is small. */
export function hasWeights(name: string, cacheDirs: readonly string[]): boolean {
  return filesOf(name, cacheDirs).some((file) => {
    try {
      decodeSafetensors(readFileSync(file), file);
      return true;
    } catch {
      return false;
    }
  });
}

const filesOf = (name: string, cacheDirs: readonly string[]): string[] =>
  cacheDirs.map((dir) => fileIn(dir, name)).filter((file) => existsSync(file));

/**
 * Keeps weights. Where another process has been quicker, its are taken: figures of both then have
 * one hash.
 */
export async function keepWeights(
  name: string,
  weights: Record<string, Values>,
  metadata: Record<string, string>,
  cacheDirs: readonly string[],
): Promise<StoredWeights> {
  const there = await readWeights(name, cacheDirs);
  if (there) return there;
  const [dir] = cacheDirs;
  if (dir === undefined) throw new Error("there is no cache");
  const file = fileIn(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  await writePiecesAtomic(file, safetensorsPieces(weights, metadata));
  const kept = await readWeights(name, cacheDirs);
  if (!kept) throw new Error(`${file} cannot be read back`);
  return kept;
}

/** What is made once and kept beside the weights: numbers under a name, [rows, columns]. */
export async function readNumbers(
  name: string,
  cacheDirs: readonly string[],
): Promise<Float32Array | undefined> {
  return (await readWeights(name, cacheDirs))?.weights["numbers"]?.values;
}

export async function keepNumbers(
  name: string,
  values: Float32Array,
  columns: number,
  cacheDirs: readonly string[],
): Promise<void> {
  await keepWeights(
    name,
    { numbers: { dtype: "float32", shape: [values.length / columns, columns], values } },
    {},
    cacheDirs,
  );
}

/** Deletes weights from all caches. @returns whether there were any */
export function deleteWeights(name: string, cacheDirs: readonly string[]): boolean {
  const files = filesOf(name, cacheDirs);
  for (const file of files) rmSync(file);
  return files.length > 0;
}

/** Bytes that are hashed between two turns of the event loop. */
const HASHED_AT_ONCE = 16_000_000;

async function hashOf(tensors: Record<string, Values>): Promise<string> {
  const hash = createHash("sha256");
  let since = 0;
  for (const [name, { shape, values }] of Object.entries(tensors).sort(byName)) {
    hash.update(`${name} [${shape}]`);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (let from = 0; from < bytes.length; from += HASHED_AT_ONCE) {
      const piece = bytes.subarray(from, from + HASHED_AT_ONCE);
      hash.update(piece);
      since += piece.length;
      if (since < HASHED_AT_ONCE) continue;
      await immediate();
      since = 0;
    }
  }
  return hash.digest("hex").slice(0, 16);
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
