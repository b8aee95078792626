/**
 * `npm run docs`: writes docs/reference.md from the schemas of experiments and studies, which are
 * also where the editor's hover text, its completion and all checks come from,
 * src/shared/protocol/optimizer-forms.json from the same schema, and examples/gan-network.d.ts from
 * the contract of modules. Unit tests fail where a file is not what this would write.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { optimizerForms } from "../src/experiment/optimizer-forms";
import { referencePage } from "../src/experiment/reference";
import { schemaTree } from "../src/experiment/schema-tree";
import { studySchema } from "../src/search/schema";
import { CONTRACT_FILE, networkContract } from "./network-contract";

const ROOT = join(__dirname, "..");

writeFileSync(join(ROOT, "docs", "reference.md"), referencePage(schemaTree(studySchema)));
const forms = JSON.stringify(optimizerForms(), null, 1);
writeFileSync(join(ROOT, "src", "shared", "protocol", "optimizer-forms.json"), `${forms}\n`);
writeFileSync(CONTRACT_FILE, networkContract());
