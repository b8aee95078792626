// Builds everything that ships into `dist/`: `node esbuild.mjs [--watch] [--minify] [--tests]`.
// With `--packages` it builds nothing and lists the packages that would ship, with `--notices`
// their notices.
import { build, context } from "esbuild";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { commonJs } from "./scripts/common-js.mjs";
import { bundledPackages, noticesOf } from "./scripts/notices.mjs";

const flags = new Set(process.argv.slice(2));
const require = createRequire(import.meta.url);
/** Packages of which files are copied as they are. */
const COPIED = {
  tfjsWasm: packageDir("@tensorflow/tfjs-backend-wasm"),
  tfjsNode: packageDir("@tensorflow/tfjs-node"),
  napi: packageDir("node-api-headers"),
  onnx: join(dirname(require.resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")), ".."),
  webp: packageDir("@jsquash/webp"),
};

function packageDir(name) {
  return dirname(require.resolve(`${name}/package.json`));
}

const common = {
  bundle: true,
  sourcemap: !flags.has("--minify"),
  minify: flags.has("--minify"),
  keepNames: true,
  logLevel: "warning",
  jsx: "automatic",
  jsxImportSource: "preact",
};

/**
 * One copy of VS Code's API for the whole bundle. Each `import * as vscode` would otherwise copy
 * some hundred properties when its file is loaded, which is a good part of the time that activation
 * takes.
 */
const vscodeOnce = {
  name: "vscode-once",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "vscode-once"
        ? { path: "vscode", external: true }
        : { path: "vscode", namespace: "vscode-once" },
    );
    onLoad({ filter: /.*/, namespace: "vscode-once" }, () => ({
      contents: 'export * from "vscode";',
    }));
  },
};

/**
 * Programs that run in Node: the extension, its trainer, the command line. What a program imports
 * late lies in files of its own, so that a start does not read what it may never run.
 */
const node = {
  ...common,
  outdir: "dist",
  platform: "node",
  target: "node20",
  format: "esm",
  splitting: true,
  // Beside the programs: assets are found from the folder of the code that reads them.
  chunkNames: "part-[hash]",
  write: false,
  sourcemap: common.sourcemap && "inline",
  plugins: [vscodeOnce, commonJs({ minify: common.minify })],
  // ES modules where a package has them: jsonc-parser's other form cannot be bundled, and tfjs-core
  // stays one copy.
  mainFields: ["module", "main"],
  alias: {
    // tfjs-node asks for the whole of TensorFlow.js but uses tfjs-core alone; one copy of it serves
    // every backend.
    "@tensorflow/tfjs": "@tensorflow/tfjs-core",
    // Its compiled form (ES5) cannot extend the classes of tfjs-core's ES modules; its sources come
    // in the same package.
    "@tensorflow/tfjs-node/dist": "@tensorflow/tfjs-node/src",
    // tfjs-core would bring a client along that Node has built in.
    "node-fetch": "./scripts/node-fetch.mjs",
  },
};

/**
 * The trainer shares no files with the others: it starts with every run, and each further file that
 * it reads then costs half a millisecond.
 */
const programs = [
  { ...node, entryPoints: { trainer: "src/trainer/process/main.ts" } },
  {
    ...node,
    entryPoints: {
      extension: "src/extension.ts",
      cli: "src/cli.ts",
      "picture-worker": "src/data/picture-worker.ts",
    },
  },
];

/** Pages that run in a webview. */
const webview = {
  ...common,
  entryPoints: {
    dashboard: "webview/dashboard/main.tsx",
    samples: "webview/samples/main.tsx",
    study: "webview/study/main.tsx",
    runs: "webview/runs/main.tsx",
    compare: "webview/compare/main.tsx",
    latents: "webview/latents/main.tsx",
    drawing: "webview/drawing/main.tsx",
    lesson: "webview/lesson/main.tsx",
    game: "webview/game/main.tsx",
  },
  outdir: "dist/webview",
  platform: "browser",
  target: "es2022",
  format: "iife",
  loader: { ".ttf": "file" },
};

/** The suite that runs inside VS Code. */
const tests = {
  ...common,
  entryPoints: { "vscode-suite": "test/vscode/suite.ts" },
  outdir: "dist/test",
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode", "mocha"],
  mainFields: node.mainFields,
};

/** Files that are read at run time as they are. */
async function copyAssets() {
  const wasm = join(COPIED.tfjsWasm, "dist");
  for (const file of await readdir(wasm)) {
    if (/^tfjs-backend-wasm(-simd)?\.wasm$/.test(file))
      await cp(join(wasm, file), join("dist/wasm", file));
  }
  const onnx = join(COPIED.onnx, "dist");
  for (const kind of ["mjs", "wasm"])
    await cp(
      join(onnx, `ort-wasm-simd-threaded.${kind}`),
      `dist/onnxruntime/ort-wasm-simd-threaded.${kind}`,
    );
  await cp(join(COPIED.webp, "codec/dec/webp_dec.wasm"), "dist/webp/webp_dec.wasm");
  // What `gan doctor --install` compiles where only the Python wheel of TensorFlow can be had.
  const addon = join(COPIED.tfjsNode, "binding");
  for (const file of await readdir(addon)) {
    if (/\.(cc|h)$/.test(file)) await cp(join(addon, file), join("dist/addon/binding", file));
  }
  await cp(join(COPIED.napi, "include"), "dist/addon/node-api", {
    recursive: true,
  });
}

/**
 * Writes the schema that the editor uses for a kind of file, as the function of that name in a
 * source makes it.
 */
async function writeJsonSchema(source, makes, file) {
  const result = await build({
    ...common,
    entryPoints: [source],
    platform: "node",
    format: "esm",
    write: false,
    sourcemap: false,
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString("base64");
  const made = await import(`data:text/javascript;base64,${code}`);
  await writeFile(file, JSON.stringify(made[makes]()));
}

/** The packages in what ships: without the tests. */
const shippedPackages = (results) =>
  bundledPackages(
    results.map(({ metafile }) => metafile),
    Object.values(COPIED),
  );

async function buildAll() {
  const [results] = await Promise.all([
    Promise.all([...programs, webview].map((program) => build({ ...program, metafile: true }))),
    flags.has("--tests") && build(tests),
  ]);
  await writeFile("dist/THIRD_PARTY_NOTICES.txt", await noticesOf(await shippedPackages(results)));
}

async function printShipped() {
  const results = await Promise.all(
    [...programs, webview].map((program) =>
      build({ ...program, plugins: [vscodeOnce], metafile: true, write: false }),
    ),
  );
  const packages = await shippedPackages(results);
  const list = packages.map(({ name, version }) => `${name}@${version}`).join("\n");
  process.stdout.write(flags.has("--notices") ? await noticesOf(packages) : `${list}\n`);
}

async function watchAll() {
  for (const program of [...programs, webview, ...(flags.has("--tests") ? [tests] : [])])
    await (await context(program)).watch();
}

async function prepare() {
  if (!flags.has("--watch")) await rm("dist", { recursive: true, force: true });
  await mkdir("dist", { recursive: true });
  await copyAssets();
  await writeJsonSchema(
    "src/experiment/json-schema.ts",
    "editorJsonSchema",
    "dist/gan.schema.json",
  );
  await writeJsonSchema(
    "src/search/study-file/json-schema.ts",
    "studyJsonSchema",
    "dist/study.schema.json",
  );
}

if (flags.has("--packages") || flags.has("--notices")) await printShipped();
else {
  await prepare();
  await (flags.has("--watch") ? watchAll() : buildAll());
}
