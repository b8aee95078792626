import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ADDON_PATH, damage, engineDir, readManifest } from "./layout";

/* Finds an installed TensorFlow in the cache folders. */

export type FoundTensorFlow =
  | {
      state: "installed";
      dir: string;
      /** Full path of tfjs_binding.node. */ addon: string;
      version: string;
      source: string;
    }
  | { state: "broken"; dir: string; reason: string };

/** 2.21.0 before 2.9.1. */
const newestFirst = (a: string, b: string): number => b.localeCompare(a, "en", { numeric: true });

/**
 * The newest whole installation for this platform in the first folder that has one; else one that
 * is there but broken, with the reason; else undefined. Looks at files only: whether the library
 * loads is for `checkAddon`.
 */
export async function findTensorFlow(
  cacheDirs: readonly string[],
): Promise<FoundTensorFlow | undefined> {
  let broken: FoundTensorFlow | undefined;
  for (const cacheDir of cacheDirs) {
    const parent = engineDir(cacheDir);
    const names = await readdir(parent).catch(() => []);
    const mine = names.filter(
      (name) =>
        name.startsWith("tensorflow-") && name.endsWith(`-${process.platform}-${process.arch}`),
    );
    for (const name of mine.sort(newestFirst)) {
      const found = await inspect(join(parent, name));
      if (found.state === "installed") return found;
      broken ??= found;
    }
  }
  return broken;
}

async function inspect(dir: string): Promise<FoundTensorFlow> {
  try {
    const manifest = await readManifest(dir);
    const reason = await damage(dir, manifest);
    if (reason) return { state: "broken", dir, reason };
    return {
      state: "installed",
      dir,
      addon: join(dir, ADDON_PATH),
      version: manifest.version,
      source: manifest.source,
    };
  } catch {
    return {
      state: "broken",
      dir,
      reason: "its manifest.json cannot be read, or is of an earlier version of GAN Workbench",
    };
  }
}
