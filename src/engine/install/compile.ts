import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GanError } from "../../shared/errors";
import { addonSourceDir, nodeApiHeaderDir } from "../assets";
import { SESSION_OPTIONS_HEADER } from "../native/session-threads";
import { ADDON_NAPI } from "../versions";
import { ADDON_PATH, LIBRARY_DIR } from "./layout";
import { runProgram, which } from "./run-program";

/* Compiles tfjs-node's addon against the TensorFlow library of a wheel. */

/** The C++ compiler: `$CXX`, else the usual names. */
export function findCompiler(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = [env["CXX"], "c++", "g++", "clang++"].filter((name): name is string =>
    Boolean(name),
  );
  return names.map((name) => which(name, env)).find((path) => path !== undefined);
}

/** @throws GanError `engine-install` that names the command which installs a compiler. */
export function requireCompiler(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const compiler = findCompiler(env);
  if (compiler) return compiler;
  throw new GanError(
    "engine-install",
    "A C++ compiler is needed to build TensorFlow's link to Node, and none was found",
    compilerHint(platform),
  );
}

export const compilerHint = (platform: NodeJS.Platform = process.platform): string =>
  platform === "darwin"
    ? "install one with `xcode-select --install`"
    : "install one, for example with `sudo apt install g++` (Debian, Ubuntu) or `sudo dnf " +
      "install gcc-c++` (Fedora)";

/**
 * Builds tfjs-node's addon against the libraries in `<into>/deps/lib`.
 * @param include TensorFlow's include folder.
 * @throws GanError `engine-install` with the compiler's first error.
 */
export async function compileAddon(
  into: string,
  include: string,
  compiler: string,
  options: { env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const sources = addonSourceDir();
  const libraries = join(into, LIBRARY_DIR);
  const output = join(into, ADDON_PATH);
  await mkdir(dirname(output), { recursive: true });
  const sessionOptions = join(into, "session_options.h");
  await writeFile(sessionOptions, SESSION_OPTIONS_HEADER);
  const result = await runProgram(
    compiler,
    [
      "-O2",
      "-std=c++17",
      "-fPIC",
      "-w",
      `-DNAPI_VERSION=${ADDON_NAPI}`,
      "-DBUILDING_NODE_EXTENSION",
      `-I${nodeApiHeaderDir()}`,
      `-I${include}`,
      "-include",
      sessionOptions,
      ...(await filesIn(sources, /\.cc$/)),
      ...(await filesIn(libraries, /^libtensorflow.*\.(so\.2|dylib)$/)),
      ...linkFlags(process.platform),
      "-o",
      output,
    ],
    options,
  );
  await rm(sessionOptions);
  if (result.status === 0) return;
  const firstError =
    result.stderr.split("\n").find((line) => /error/i.test(line)) ??
    result.stderr.trim().split("\n").at(-1) ??
    "";
  throw new GanError(
    "engine-install",
    `TensorFlow's link to Node could not be compiled with ${compiler}: ${firstError.trim()}`,
    "TensorFlow's headers need a compiler that knows C++17 (g++ 8 or later)",
  );
}

/**
 * The addon finds its libraries relative to itself, so that the installation can be moved into
 * place when it is done.
 */
function linkFlags(platform: NodeJS.Platform): string[] {
  return platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup", "-Wl,-rpath,@loader_path/../../deps/lib"]
    : ["-shared", "-Wl,-rpath,$ORIGIN/../../deps/lib"];
}

const filesIn = async (dir: string, name: RegExp): Promise<string[]> =>
  (await readdir(dir)).filter((file) => name.test(file)).map((file) => join(dir, file));
