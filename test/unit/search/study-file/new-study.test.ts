import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../../../src/experiment/parse";
import { newStudyText, variablesOf } from "../../../../src/search/study-file/new-study";
import { parseStudy } from "../../../../src/search/study-file/parse-study";
import { problemsOfStudy } from "../../../../src/search/study-file/study-problems";
import { REPOSITORY } from "../../../support/paths";
import { present } from "../../../support/values";

const EXAMPLES = join(REPOSITORY, "examples");

describe("a new study", () => {
  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith(".gan.json")))
    it(`of ${name} has nothing wrong, with all of its parameters`, () => {
      const text = readFileSync(join(EXAMPLES, name), "utf8");
      const experiment = present(parseExperiment(text, EXAMPLES).experiment);
      const names = variablesOf(experiment).map((variable) => variable.name);
      const study = newStudyText(experiment, name, names);
      const read = (file: string) => readFileSync(file, "utf8");
      assert.deepEqual(problemsOfStudy(study, join(EXAMPLES, "new.study.json"), read), []);
    });

  it("varies what was ticked, and the choice that it depends on", () => {
    const text = readFileSync(join(EXAMPLES, "ring-of-8-gaussians.gan.json"), "utf8");
    const experiment = present(parseExperiment(text).experiment);
    const { study } = parseStudy(newStudyText(experiment, "ring.gan.json", ["beta1", "seeds"]));
    assert.deepEqual(Object.keys(present(study).vary), ["optimizer", "beta1"]);
    assert.deepEqual(present(study).search?.seeds, [1, 2]);
  });
});
