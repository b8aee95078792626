import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { compileFunction } from "node:vm";
import { transform } from "sucrase";
import { MODULE_ENDINGS } from "../../experiment/schema";
import type { LoadedModule } from "../../gan/module";
import type { NetworkModule } from "../../gan/module-contract";
import { firstLine, GanError, toGanError } from "../../shared/errors";
import type { NetworkName } from "../../shared/run/run";

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
  const name = `${network} (${basename(entry)})`;
  const sources = new Map<string, string>();
  const exported = new Map<string, { exports: Record<string, unknown> }>();
  const bad = (message: string, hint: string, cause?: unknown) =>
    new GanError("bad-module", `${name}: ${message}`, hint, { cause });
  const placeOf = (error: unknown) => placeIn(sources, error);

  function load(file: string): Record<string, unknown> {
    const known = exported.get(file);
    if (known) return known.exports;
    const text = read(file);
    sources.set(file, text);
    const run = compiled(file, text);
    const made = { exports: {} };
    exported.set(file, made);
    run(made.exports, (wanted: string) => required(wanted, file), made, file, dirname(file));
    return made.exports;
  }

  function read(file: string): string {
    try {
      // A pipe would be waited for.
      if (!statSync(file).isFile()) throw new Error("it is not a file");
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw bad(
        `${file} cannot be read`,
        'a relative path starts at the folder of the config; see "module"',
        cause,
      );
    }
  }

  function compiled(file: string, text: string): (...given: unknown[]) => unknown {
    try {
      return compileFunction(
        asCommonJs(file, text),
        ["exports", "require", "module", "__filename", "__dirname"],
        { filename: file },
      ) as (...given: unknown[]) => unknown;
    } catch (error) {
      const { message, place } = syntaxError(error, file);
      throw bad(
        `not valid ${file.endsWith(".ts") ? "TypeScript" : "JavaScript"}: ${message} (${place})`,
        "",
        error,
      );
    }
  }

  function required(wanted: string, from: string): unknown {
    if (isBuiltin(wanted)) return createRequire(from)(wanted);
    if (!/^\.{1,2}\//.test(wanted)) {
      throw bad(
        `${basename(from)} imports "${wanted}", but a module can import only files of its ` +
          `own ("./...") and what Node brings along`,
        wanted.startsWith("@tensorflow/")
          ? "use the tf that init and apply are given; its types can be had by `import type`"
          : "copy what it needs of that package into a file beside it",
      );
    }
    const file = resolved(resolve(dirname(from), wanted));
    if (!file)
      throw bad(
        `${basename(from)} imports "${wanted}", and there is no such file`,
        `there may be one that ends in ${MODULE_ENDINGS.join(", ")}`,
      );
    if (within !== undefined && relative(within, file).startsWith("..")) {
      throw bad(
        `${basename(from)} imports ${file}, which is not among the files that the run keeps`,
        "start a new run",
      );
    }
    return load(file);
  }

  try {
    const { default: code = exported.get(entry)?.exports } = load(entry);
    if (isNetworkModule(code)) return { code, file: basename(entry), placeOf, entry, sources };
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

/** A file's code without types and as CommonJS, each line where it was. */
function asCommonJs(file: string, text: string): string {
  if (file.endsWith(".cjs")) return text;
  return transform(text, {
    transforms: file.endsWith(".ts") ? ["typescript", "imports"] : ["imports"],
    disableESTransforms: true,
    filePath: file,
  }).code;
}

/** The file that an import means, as TypeScript and bundlers look for it. */
function resolved(path: string): string | undefined {
  const asTypeScript = path.replace(/\.(js|mjs|cjs)$/, ".ts");
  const candidates = [
    path,
    asTypeScript,
    ...MODULE_ENDINGS.map((ending) => `${path}${ending}`),
    ...MODULE_ENDINGS.map((ending) => join(path, `index${ending}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

/** What is wrong and where, as `file:line:column`, by sucrase or by V8. */
function syntaxError(error: unknown, file: string): { message: string; place: string } {
  const { message, loc, stack = "" } = error as Error & { loc?: { line: number; column: number } };
  if (loc)
    return {
      message: message.replace(/^Error transforming .*?: /, "").replace(/ \(\d+:\d+\)$/, ""),
      place: `${file}:${loc.line}:${loc.column}`,
    };
  // V8 puts the place, the line and a caret before the message. The line is the person's; its
  // columns are not, where types were taken out.
  const [, line, caret] = /:(\d+)\n.*\n( *)\^/.exec(stack) ?? [];
  return {
    message,
    place: [file, line, ...(caret === undefined || file.endsWith(".ts") ? [] : [caret.length + 1])]
      .filter((part) => part !== undefined)
      .join(":"),
  };
}

/** The innermost place of an error in some files, as ` (file:line)`. */
function placeIn(sources: ReadonlyMap<string, string>, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  for (const line of stack.split("\n")) {
    const [, file, number] = /(?:\(|at )((?:\/|[A-Za-z]:).*):(\d+):\d+\)?$/.exec(line) ?? [];
    if (file !== undefined && sources.has(file)) return ` (${file}:${number})`;
  }
  return "";
}
