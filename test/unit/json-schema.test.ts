import assert from "node:assert/strict";
import { editorJsonSchema } from "../../src/experiment/json-schema";
import { LOSSES, optimizerSchema, scheduleSchema } from "../../src/experiment/schema";

interface Node { description?: string; markdownDescription?: string; markdownEnumDescriptions?: string[]; enum?: string[]; const?: string; properties?: Record<string, Node>; anyOf?: Node[]; definitions?: Record<string, Node> }

describe("The schema of the editor", () => {
  const schema = editorJsonSchema() as Node;
  const alternatives = (name: string) => Object.fromEntries(schema.definitions![name]!.anyOf!.map((one) => [one.properties!["type"]!.const!, one]));

  for (const [name, options] of Object.entries({ optimizer: optimizerSchema.options, schedule: scheduleSchema.options })) {
    it(`explains each ${name} at its name: formula, defaults, paper`, () => {
      assert.deepEqual(Object.keys(alternatives(name)), options.map(({ shape }) => shape.type.value));
      for (const one of Object.values(alternatives(name))) {
        assert.ok(one.markdownDescription);
        assert.equal(one.properties!["type"]!.markdownDescription, one.markdownDescription);
      }
    });
  }

  it("shows this for Adam", () => {
    const parts = alternatives("optimizer")["adam"]!.properties!["type"]!.markdownDescription!.split("\n\n");
    assert.match(parts[1]!, /^`m <- .*theta <- theta - learningRate \* mhat \/ \(sqrt\(vhat\) \+ epsilon\)`$/);
    assert.equal(parts[3], "Defaults: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8");
    assert.equal(parts[4], "*Kingma and Ba 2015*");
  });

  it("explains each loss at its name", () => {
    const loss = schema.properties!["objective"]!.properties!["loss"]!;
    assert.deepEqual(loss.enum, [...LOSSES]);
    assert.equal(loss.markdownEnumDescriptions!.length, LOSSES.length);
    assert.match(loss.markdownEnumDescriptions![0]!, /`L_D = /);
  });

  it("says nothing twice: no metadata of the reference page is left in it", () => {
    assert.doesNotMatch(JSON.stringify(schema), /"(entry|entries|summary|helps)":/);
  });
});
