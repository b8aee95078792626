// Compiles the code and its tests, file by file, for `scripts/read-compiled.mjs`: the test command
// starts some eighty processes, and none of them has a translator to start or files to translate.
import { build, transform } from "esbuild";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

/** `a/b.ts` is compiled to `a/b.ts.js` in here. */
const COMPILED = join("dist", "test", "compiled");
const FOLDERS = ["src", "webview", "test", "bench", "scripts"];
/** ES modules in files that Node takes for CommonJS; each is compiled with all that it imports. */
const PACKAGE_FILES = [
  "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js",
  "@tensorflow/tfjs-core/dist/register_all_gradients.js",
];
/** An import of one of our own files within a function. */
const LATE = /\bimport\(("\.[^"]+")\)/g;

const common = { format: "cjs", platform: "node", target: "node20" };

const tsconfigRaw = await readFile("tsconfig.json", "utf8");
const names = (await Promise.all(FOLDERS.map(filesIn))).flat();
const sources = names.filter((name) => /(?<!\.d)\.tsx?$/.test(name));
await Promise.all([...sources.map(compile), ...PACKAGE_FILES.map(compilePackage)]);

async function filesIn(folder) {
  return (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
}

/** Stacks name the source: its map stands in the file. */
async function compile(file) {
  const { code } = await transform(await readFile(file, "utf8"), {
    ...common,
    tsconfigRaw,
    loader: file.endsWith("x") ? "tsx" : "ts",
    sourcemap: "inline",
    sourcesContent: false,
    sourcefile: basename(file),
  });
  await write(file, code.replaceAll(LATE, "Promise.resolve().then(() => require($1))"));
}

async function compilePackage(name) {
  const file = createRequire(import.meta.url).resolve(name);
  const made = await build({ ...common, entryPoints: [file], bundle: true, write: false });
  await write(relative(process.cwd(), file), made.outputFiles[0].text);
}

async function write(file, code) {
  const compiled = join(COMPILED, `${file}.js`);
  await mkdir(dirname(compiled), { recursive: true });
  await writeFile(compiled, code);
}
