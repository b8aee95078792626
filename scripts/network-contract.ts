import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

/** The file that a user's module imports its types from. */
export const CONTRACT_FILE = join(ROOT, "examples", "gan-network.d.ts");

const HEAD = `/**
 * The contract of a network that is a module: \`"generator": { "module": "./own-generator.ts" }\`.
 * Types alone: this file is for the editor, and nothing runs it. With @tensorflow/tfjs-core
 * installed beside it (\`npm install --save-dev @tensorflow/tfjs-core@4.22.0\`) \`tf\` and its tensors
 * are completed and checked too; training needs no such thing.
 */
import type * as tfjs from "@tensorflow/tfjs-core";
`;

/** The contract as a user sees it: that of `src/gan/module-contract.ts`, on tfjs's own types. */
export function networkContract(): string {
  const source = readFileSync(join(ROOT, "src", "gan", "module-contract.ts"), "utf8");
  const own = 'import type * as tfjs from "../tensor/tf";\n';
  const start = source.indexOf(own);
  if (start < 0) throw new Error("module-contract.ts does not import tfjs as it is expected to");
  return HEAD + source.slice(start + own.length);
}
