import { basename } from "node:path";
import type { LoadedModule } from "../../gan/module";
import type { NetworkModule } from "../../gan/module-contract";
import { firstLine, GanError, toGanError } from "../../shared/errors";
import type { NetworkName } from "../../shared/run/run";
import type { BadModule } from "./compile";
import { ModuleFiles } from "./module-files";

/* Loads a network that is a person's own code. */

/** A module and the files that it is made of. */
export interface LoadedFiles extends LoadedModule {
  /** Its own file, absolute. */
  entry: string;
  /** By absolute path the texts of all files that were loaded. */
  sources: ReadonlyMap<string, string>;
}

/**
 * Loads a person's module, TypeScript or JavaScript, and the files of theirs that it imports: this
 * runs their code. Of packages only what Node brings along can be imported, for a run keeps none.
 * @param within where all of its files must be; undefined: anywhere
 * @throws GanError `bad-module` with file and line
 */
export function loadModule(network: NetworkName, entry: string, within?: string): LoadedFiles {
  // Where tfjs fails, many frames of it lie above those of the module.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 100);
  const file = basename(entry);
  const bad: BadModule = (message, hint, cause) =>
    new GanError("bad-module", `${network} (${file}): ${message}`, hint, { cause });
  const files = new ModuleFiles(bad, within);
  const { sources } = files;
  const placeOf = (error: unknown) => placeIn(sources, error);
  try {
    const exported = files.load(entry);
    const { default: code = exported } = exported;
    if (isNetworkModule(code)) return { code, file, placeOf, entry, sources };
  } catch (error) {
    if (error instanceof GanError) throw error;
    throw bad(
      `it could not be loaded: ${firstLine(toGanError(error).message)}${placeOf(error)}`,
      "",
      error,
    );
  }
  throw bad(
    `it exports no network (${entry})`,
    "write export default { init(...) { ... }, apply(...) { ... } }; the template " +
      "own-generator is an example",
  );
}

const isNetworkModule = (value: unknown): value is NetworkModule =>
  typeof value === "object" &&
  value !== null &&
  ["init", "apply"].every((name) => typeof (value as Record<string, unknown>)[name] === "function");

/** The innermost place of an error in some files, as ` (file:line)`. */
function placeIn(sources: ReadonlyMap<string, string>, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const line of stack.split("\n")) {
    const [, file, number] = /(?:\(|at )((?:\/|[A-Za-z]:).*):(\d+):\d+\)?$/.exec(line) ?? [];
    if (file !== undefined && sources.has(file)) return ` (${file}:${number})`;
  }
  return "";
}
