import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Where files that are read as they are can be found. In a bundle `esbuild.mjs` has copied them
 * beside the program; run from source (tests, tsx) they are still in the packages they come from.
 * @param file a file of the package that others may ask for, and `inPackage` the way from its
 * folder.
 */
export function assetDir(
  bundled: string,
  packageName: string,
  inPackage: string,
  file = "package.json",
): string {
  const beside = join(__dirname, bundled);
  if (existsSync(beside)) return beside;
  return join(dirname(createRequire(__filename).resolve(`${packageName}/${file}`)), inPackage);
}
