import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { baseFileOf, parseStudy, planStudy } from "../../../src/search";
import { REPOSITORY } from "../../support/paths";
import { present } from "../../support/values";

const EXAMPLES = join(REPOSITORY, "examples");

describe("each study among the examples", () => {
  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith(".study.json")))
    it(`can be trained, and nothing is to be said of it: ${name}`, () => {
      const file = join(EXAMPLES, name);
      const text = readFileSync(file, "utf8");
      const { study, problems } = parseStudy(text);
      assert.deepEqual(problems, []);
      const base = baseFileOf(present(study), file);
      const source = { file, text };
      const planned = planStudy(present(study), "x", source, {
        file: base,
        text: readFileSync(base, "utf8"),
      });
      assert.deepEqual(planned.problems, []);
      assert.ok(planned.plan);
    });
});
