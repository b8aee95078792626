// Lets Node read the code as scripts/compile-tests.mjs has compiled it: `mocha --require` this file.
// A module keeps the name of its source, and so the files that lie beside it.
import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const COMPILED = join(ROOT, "dist", "test", "compiled");
/** As in esbuild.mjs: tfjs-node asks for the whole of TensorFlow.js but uses tfjs-core alone. */
const ALIAS = { "@tensorflow/tfjs": "@tensorflow/tfjs-core" };

const compiledOf = (file) => join(COMPILED, `${relative(ROOT, file)}.js`);
const readCompiled = (module, file) =>
  module._compile(readFileSync(compiledOf(file), "utf8"), file);
const readAsIs = Module._extensions[".js"];

Module._extensions[".ts"] = readCompiled;
Module._extensions[".tsx"] = readCompiled;
Module._extensions[".js"] = (module, file) =>
  existsSync(compiledOf(file)) ? readCompiled(module, file) : readAsIs(module, file);

const resolveFile = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => resolveFile(ALIAS[request] ?? request, ...rest);

process.setSourceMapsEnabled(true);
