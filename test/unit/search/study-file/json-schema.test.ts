import assert from "node:assert/strict";
import { studyJsonSchema } from "../../../../src/search/study-file/json-schema";
import { entry, present } from "../../../support/values";

interface Node {
  markdownDescription?: string;
  description?: string;
  enum?: string[];
  properties?: Record<string, Node>;
  anyOf?: Node[];
}

describe("The schema of studies in the editor", () => {
  const { if: study, definitions } = JSON.parse(JSON.stringify(studyJsonSchema())) as {
    if: Node;
    definitions: Record<string, Node>;
  };
  const part = (name: string) => entry(present(study.properties), name);

  it("completes and explains the places that a parameter may be about", () => {
    const places = present(part("vary").properties);
    assert.match(present(entry(places, "optimizer.generator.beta1").description), /running mean/);
    assert.match(
      present(entry(places, "training.discriminatorSteps").description),
      /k of Algorithm/,
    );
    const parameter = present(entry(definitions, "study-parameter").anyOf);
    const range = present(parameter.find(({ properties }) => properties?.["from"]));
    assert.deepEqual(Object.keys(present(range.properties)), [
      "from",
      "to",
      "scale",
      "integer",
      "step",
      "count",
      "paths",
      "when",
    ]);
  });

  it("completes values of a place as the experiment's own file does", () => {
    const settings = present(entry(definitions, "study-settings").properties);
    assert.ok(present(entry(settings, "objective.loss").enum).includes("hinge"));
  });

  it("completes measures, methods and pruning", () => {
    const search = present(part("search").properties);
    assert.deepEqual(entry(search, "method").enum, [
      "grid",
      "random",
      "sobol",
      "tpe",
      "population",
    ]);
    const objective = present(present(entry(search, "objective").anyOf)[0]?.properties);
    assert.ok(present(entry(objective, "measure").enum).includes("modesCovered"));
    assert.equal(present(entry(definitions, "pruner").anyOf).length, 3);
  });

  it("finds no fault: those are ours to say", () => {
    assert.doesNotMatch(JSON.stringify(study), /"required"|"additionalProperties":false/);
  });
});
