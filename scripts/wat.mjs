// Assembles src/engine/random/philox.wat into the module beside it: `npm run wat`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";

const FOLDER = join(import.meta.dirname, "..", "src", "engine", "random");

const source = join(FOLDER, "philox.wat");
const { parseWat } = await wabt();
const module = parseWat(source, readFileSync(source), { simd: true });
module.validate();
const text = Buffer.from(module.toBinary({}).buffer).toString("base64");
const pieces = text.match(/.{1,90}/g).map((piece) => `  "${piece}"`);
writeFileSync(
  join(FOLDER, "philox-wasm.ts"),
  `/** philox.wat as \`npm run wat\` assembles it, in base 64. */
export const PHILOX_WASM =
${pieces.join(" +\n")};
`,
);
