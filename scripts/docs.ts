/**
 * `npm run docs`: writes docs/reference.md from the schema of experiments, which is also where the
 * editor's hover text, its completion and all checks come from, and examples/gan-network.d.ts from
 * the contract of modules. Unit tests fail where a file is not what this would write.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referencePage } from "../src/experiment/reference";
import { CONTRACT_FILE, networkContract } from "./network-contract";

const file = join(__dirname, "..", "docs", "reference.md");
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, referencePage());
writeFileSync(CONTRACT_FILE, networkContract());
