import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/* Where downloads are kept: the cache folders of this machine. */

/**
 * Overrides where downloads are kept: one folder, or several as in PATH. What is needed is looked
 * for in all of them and put into the first. The extension sets it for its trainers to its global
 * storage and the user's cache.
 */
export const CACHE_VARIABLE = "GAN_WORKBENCH_CACHE";

/**
 * Folders for what is downloaded or built once and shared by all runs (TensorFlow, data sets), the
 * first to write to.
 */
export function cacheDirs(env: NodeJS.ProcessEnv = process.env): string[] {
  const given = env[CACHE_VARIABLE]?.split(delimiter).filter(Boolean);
  return given?.length ? given : [userCacheDir(env, process.platform)];
}

/** The one of them to write to. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return cacheDirs(env)[0]!;
}

/** The platform's usual cache folder. */
export function userCacheDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const name = "gan-workbench";
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), name, "Cache");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", name);
  return join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), name);
}
