import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "../../shared/zod";
import { ADDON_NAPI } from "../versions";

/* What the folder of an installed TensorFlow holds, and where. */

/**
 * An installation is one folder:
 *
 *     <cache>/engine/tensorflow-<version>-<platform>-<arch>/
 *       lib/napi-v8/tfjs_binding.node     the addon; its rpath is ../../deps/lib
 *       deps/lib/libtensorflow*           on Windows tensorflow.dll lies beside the addon instead
 *       manifest.json                     written last
 */
export const ADDON_PATH = join("lib", `napi-v${ADDON_NAPI}`, "tfjs_binding.node");
export const LIBRARY_DIR = join("deps", "lib");
export const MANIFEST = "manifest.json";
/** A folder with this prefix is an installation that has not been finished. */
export const UNFINISHED_PREFIX = ".unfinished-";

export const engineDir = (cacheDir: string): string => join(cacheDir, "engine");
export const installationName = (
  version: string,
  platform: string = process.platform,
  arch: string = process.arch,
): string => `tensorflow-${version}-${platform}-${arch}`;

const manifestSchema = z.object({
  /** 2: the addon takes a program's number of threads. */
  format: z.literal(2),
  /** TensorFlow's own version, as the loaded library said it. */
  version: z.string(),
  /** Name of the source it came from. */
  source: z.string(),
  /** Node-API level of the addon. */
  napi: z.number(),
  /** ISO 8601. */
  installedAt: z.string(),
  /** `path` is relative to the installation, with forward slashes; `size` in bytes. */
  files: z.array(z.object({ path: z.string(), size: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws the file system's, JSON's or zod's error; the caller says what it means. */
export async function readManifest(dir: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(join(dir, MANIFEST), "utf8")));
}

/**
 * The first file that is not as the manifest says, in words, or undefined. Sizes only: hashing 850
 * MB at every start would cost seconds, and what breaks in practice (a full disk, a cut copy, a
 * deleted file) changes the size.
 */
export async function damage(dir: string, manifest: Manifest): Promise<string | undefined> {
  for (const { path, size } of manifest.files) {
    const actual = await stat(join(dir, path)).then(
      (info) => info.size,
      () => undefined,
    );
    if (actual === undefined) return `${path} is missing`;
    if (actual !== size) return `${path} has ${actual} bytes instead of ${size}`;
  }
  return undefined;
}
