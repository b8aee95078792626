// Lets Node read the code as scripts/compile-tests.mjs has compiled it: `mocha --require` this file.
// A module keeps the name of its source, and so the files that lie beside it.
import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const COMPILED = join(ROOT, "dist", "test", "compiled");
/** As in esbuild.mjs: tfjs-node asks for the whole of TensorFlow.js but uses tfjs-core alone. */
const ALIAS = { "@tensorflow/tfjs": "@tensorflow/tfjs-core" };

const readAsIs = Module._extensions[".js"];
for (const extension of [".js", ".ts", ".tsx"])
  Module._extensions[extension] = (module, file) => {
    const compiled = join(COMPILED, `${relative(ROOT, file)}.js`);
    if (!existsSync(compiled)) return readAsIs(module, file);
    module._compile(readFileSync(compiled, "utf8"), file);
  };

const resolveFile = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolveFile(ALIAS[request] ?? request, ...rest);

process.setSourceMapsEnabled(true);
