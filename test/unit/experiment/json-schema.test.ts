import assert from "node:assert/strict";
import { editorJsonSchema } from "../../../src/experiment/json-schema";
import { LOSSES, optimizerSchema, scheduleSchema } from "../../../src/experiment/schema";
import { entry, present } from "../../support/values";

interface Node {
  description?: string;
  markdownDescription?: string;
  markdownEnumDescriptions?: string[];
  enum?: string[];
  const?: string;
  properties?: Record<string, Node>;
  anyOf?: Node[];
  definitions?: Record<string, Node>;
}

describe("The schema of the editor", () => {
  const { if: experiment, ...outside } = editorJsonSchema() as Node & { if: Node };
  const schema: Node = { ...experiment, definitions: outside.definitions };
  const alternatives = (name: string) =>
    Object.fromEntries(
      present(entry(present(schema.definitions), name).anyOf).map((one) => [
        present(entry(present(one.properties), "type").const),
        one,
      ]),
    );

  for (const [kind, options] of Object.entries({
    optimizer: optimizerSchema.options,
    schedule: scheduleSchema.options,
  })) {
    it(`explains each ${kind} at its name: title, formula, paper`, () => {
      assert.deepEqual(
        Object.keys(alternatives(kind)),
        options.map(({ shape }) => shape.type.value),
      );
      for (const [name, { properties }] of Object.entries(alternatives(kind))) {
        const { description, markdownDescription } = entry(present(properties), "type");
        assert.ok(description);
        assert.match(
          present(markdownDescription),
          new RegExp(`^\\*\\*${name}\\*\\* · \\*[^*]+\\*\n\n`),
        );
        assert.match(present(markdownDescription), /\n\n(`[^`]+` {2}\n)*`[^`]+`\n\n/);
      }
    });
  }

  it("shows this for Adam", () => {
    assert.deepEqual(
      present(
        entry(present(entry(alternatives("optimizer"), "adam").properties), "type")
          .markdownDescription,
      ).split("\n"),
      [
        "**adam** · *Kingma and Ba 2015*",
        "",
        "Running means of gradients and of their squares, with bias correction; epsilon " +
          "stands outside the root.",
        "",
        "`m <- beta1 m + (1 - beta1) g`  ",
        "`v <- beta2 v + (1 - beta2) g^2`  ",
        "`mhat = m / (1 - beta1^t)`  ",
        "`vhat = v / (1 - beta2^t)`  ",
        "`theta <- theta - learningRate * mhat / (sqrt(vhat) + epsilon)`",
        "",
        "The usual optimizer of GANs, with beta1 0.5 (DCGAN) or 0, and rates of 1e-4 to 2e-4.",
        "",
        "Defaults: `learningRate` 0.001, `beta1` 0.9, `beta2` 0.999, `epsilon` 1e-8",
      ],
    );
  });

  it("leaves a setting its own words, whichever alternative it is given", () => {
    const { learningRate } = present(entry(alternatives("optimizer"), "adam").properties);
    assert.equal(
      present(learningRate).description,
      "Step size: a number, or a schedule over the steps.",
    );
    for (const { description, markdownDescription } of Object.values(alternatives("schedule")))
      assert.equal(description ?? markdownDescription, undefined);
  });

  it("judges nothing: it is a condition from which nothing follows", () => {
    const keys = ["title", "definitions", "allowComments", "allowTrailingCommas"];
    assert.deepEqual(Object.keys(outside), keys);
  });

  it("explains each loss at its name", () => {
    const loss = entry(present(entry(present(schema.properties), "objective").properties), "loss");
    assert.deepEqual(loss.enum, [...LOSSES]);
    assert.equal(present(loss.markdownEnumDescriptions).length, LOSSES.length);
    for (const text of present(loss.markdownEnumDescriptions))
      assert.match(text, /\n(`r = .*` {2}\n)?`L_D = .*` {2}\n`L_G = .*`\n/);
  });

  it("keeps settings that are called like a keyword of JSON Schema", () => {
    assert.ok(present(schema.properties)["description"]);
    const gaussian = present(entry(present(schema.properties), "data").anyOf).find(
      ({ properties }) => entry(present(properties), "source").const === "gaussianMixture1d",
    );
    assert.deepEqual(Object.keys(present(present(gaussian).properties)), [
      "source",
      "means",
      "stddevs",
      "weights",
    ]);
  });

  it("leaves to the parser what it reports, and has nothing of the reference page", () => {
    assert.doesNotMatch(
      JSON.stringify(schema),
      /"(entry|entries|summary|helps|required|additionalProperties|minimum|exclusiveMinimum|pattern|oneOf)":/,
    );
  });
});
