/**
 * `npm run docs`: writes docs/reference.md from the schema of experiments, which is also where the editor's hover text, its
 * completion and all checks come from. With `--check` it writes nothing, and fails where the page is not what it would write.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referencePage } from "../src/experiment/reference";

const file = join(__dirname, "..", "docs", "reference.md");
const page = referencePage();
if (process.argv.includes("--check")) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== page) {
    console.error("error: docs/reference.md is not what the schema makes; run `npm run docs`");
    process.exitCode = 1;
  }
} else {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page);
}
