import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { MODULE_ENDINGS } from "../../experiment/schema";
import { type BadModule, compile } from "./compile";

/* The files that a module is made of: found, loaded and run. */

/** The files that a module is made of, each loaded and run once. */
export class ModuleFiles {
  /** By absolute path the texts of all files that were loaded. */
  readonly sources = new Map<string, string>();
  readonly #loaded = new Map<string, { exports: Record<string, unknown> }>();

  /** @param within where all of the files must be; undefined: anywhere */
  constructor(
    readonly bad: BadModule,
    readonly within: string | undefined,
  ) {}

  /** What a file exports. */
  load(file: string): Record<string, unknown> {
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const text = this.#read(file);
    this.sources.set(file, text);
    const run = compile(file, text, this.bad);
    const made = { exports: {} };
    this.#loaded.set(file, made);
    run(made.exports, (wanted: string) => this.#require(wanted, file), made, file, dirname(file));
    return made.exports;
  }

  #read(file: string): string {
    try {
      // A pipe would be waited for.
      if (!statSync(file).isFile()) throw new Error("it is not a file");
      return readFileSync(file, "utf8");
    } catch (cause) {
      throw this.bad(
        `${file} cannot be read`,
        'a relative path starts at the folder of the config; see "module"',
        cause,
      );
    }
  }

  #require(wanted: string, from: string): unknown {
    if (isBuiltin(wanted)) return createRequire(from)(wanted);
    if (!/^\.{1,2}\//.test(wanted)) {
      throw this.bad(
        `${basename(from)} imports "${wanted}", but a module can import only files of its ` +
          `own ("./...") and what Node brings along`,
        wanted.startsWith("@tensorflow/")
          ? "use the tf that init and apply are given; its types can be had by `import type`"
          : "copy what it needs of that package into a file beside it",
      );
    }
    return this.load(this.#resolve(wanted, from));
  }

  #resolve(wanted: string, from: string): string {
    const file = resolved(resolve(dirname(from), wanted));
    if (!file)
      throw this.bad(
        `${basename(from)} imports "${wanted}", and there is no such file`,
        `there may be one that ends in ${MODULE_ENDINGS.join(", ")}`,
      );
    if (this.within !== undefined && relative(this.within, file).startsWith("..")) {
      throw this.bad(
        `${basename(from)} imports ${file}, which is not among the files that the run keeps`,
        "start a new run",
      );
    }
    return file;
  }
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
