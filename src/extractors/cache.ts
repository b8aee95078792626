import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Compute } from "../metrics/distances";
import { writeFileAtomic } from "../run";
import { decodeSafetensors, encodeSafetensors } from "../run/safetensors";
import type { Values } from "../tensor/values";

/* Extractors are kept in the cache, `features/<name>.safetensors`: weights, and in its metadata where they come from. */

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
export function readWeights(name: string, cacheDirs: readonly string[]): StoredWeights | undefined {
  for (const file of cacheDirs.map((dir) => fileIn(dir, name)).filter((file) => existsSync(file))) {
    try {
      const { tensors, metadata } = decodeSafetensors(readFileSync(file), file);
      return { file, weights: tensors as Weights, hash: hashOf(tensors), metadata };
    } catch {
      // Made again, or imported again, it takes this one's place.
    }
  }
  return undefined;
}

/** Keeps weights. Where another process has been quicker, its are taken: figures of both then have one hash. */
export function keepWeights(
  name: string,
  weights: Record<string, Values>,
  metadata: Record<string, string>,
  cacheDirs: readonly string[],
): StoredWeights {
  const there = readWeights(name, cacheDirs);
  if (there) return there;
  const file = fileIn(cacheDirs[0]!, name);
  mkdirSync(join(cacheDirs[0]!, "features"), { recursive: true });
  writeFileAtomic(file, encodeSafetensors(weights, metadata));
  return readWeights(name, cacheDirs)!;
}

/** What is made once and kept beside the weights: numbers under a name, [rows, columns]. */
export function readNumbers(name: string, cacheDirs: readonly string[]): Float32Array | undefined {
  return readWeights(name, cacheDirs)?.weights["numbers"]?.values;
}

export function keepNumbers(
  name: string,
  values: Float32Array,
  columns: number,
  cacheDirs: readonly string[],
): void {
  keepWeights(
    name,
    { numbers: { dtype: "float32", shape: [values.length / columns, columns], values } },
    {},
    cacheDirs,
  );
}

/** Deletes weights from all caches. @returns whether there were any */
export function deleteWeights(name: string, cacheDirs: readonly string[]): boolean {
  const files = cacheDirs.map((dir) => fileIn(dir, name)).filter((file) => existsSync(file));
  for (const file of files) rmSync(file);
  return files.length > 0;
}

function hashOf(tensors: Record<string, Values>): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(tensors).sort()) {
    const { shape, values } = tensors[name]!;
    hash
      .update(`${name} [${shape}]`)
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
