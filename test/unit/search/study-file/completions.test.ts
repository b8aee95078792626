import assert from "node:assert/strict";
import { completionsAt } from "../../../../src/search/study-file/completions";

/** What is offered where `|` stands. */
function offered(marked: string): string[] {
  const offset = marked.indexOf("|");
  return completionsAt(marked.replace("|", ""), offset).map(({ text }) => text);
}

/** The text once the first offer is taken. */
function taken(marked: string): string {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const [first] = completionsAt(text, offset);
  assert.ok(first);
  return text.slice(0, first.offset) + first.text + text.slice(first.offset + first.length);
}

const study = (parts: { when?: string; first?: string }) => `{
  "base": "ring.gan.json",
  "vary": {
    "optimizer": { "Adam": { "optimizer.generator.type": "adam" }, "SGD": {} },
    "training.batchSize": [32, 64],
    "rate": { "paths": ["optimizer.generator.learningRate"], "from": 1e-5, "to": 1e-2 },
    "beta1": { "from": 0, "to": 0.9, "when": ${parts.when ?? '{ "optimizer": ["Adam"] }'} },
    "later": { "A": {}, "B": {} }
  },
  "search": { "method": "tpe", "first": ${parts.first ?? "[]"} }
}`;

describe("completion inside when and first of a study", () => {
  it("names the parameters with choices that stand before, and their choices", () => {
    assert.deepEqual(offered(study({ when: '{ "|" }' })), ['"optimizer"', '"training.batchSize"']);
    assert.deepEqual(offered(study({ when: "{ | }" })), ['"optimizer"', '"training.batchSize"']);
    assert.deepEqual(offered(study({ when: '{ "optimizer": [|] }' })), ['"Adam"', '"SGD"']);
    assert.deepEqual(offered(study({ when: '{ "optimizer": ["Adam", "|"] }' })), [
      '"Adam"',
      '"SGD"',
    ]);
    assert.deepEqual(offered(study({ when: '{ "optimizer": | }' })), ['["Adam"]', '["SGD"]']);
    assert.deepEqual(offered(study({ when: '{ "training.batchSize": [|] }' })), ["32", "64"]);
  });

  it("names the parameters that a point to try first has not, and their choices", () => {
    assert.deepEqual(offered(study({ first: '[{ "rate": 1e-3, "|" }]' })), [
      '"optimizer"',
      '"training.batchSize"',
      '"beta1"',
      '"later"',
    ]);
    assert.deepEqual(offered(study({ first: '[{}, { "optimizer": "|" }]' })), ['"Adam"', '"SGD"']);
    assert.deepEqual(offered(study({ first: '[{ "optimizer": | }]' })), ['"Adam"', '"SGD"']);
    assert.deepEqual(offered(study({ first: '[{ "rate": | }]' })), []);
  });

  it("replaces what stands there, quotes and all", () => {
    assert.equal(taken(study({ when: '{ "opt|" }' })), study({ when: '{ "optimizer" }' }));
    assert.equal(
      taken(study({ first: '[{ "later": "|" }]' })),
      study({ first: '[{ "later": "A" }]' }),
    );
  });

  it("offers nothing elsewhere", () => {
    for (const marked of ['{ "base": "|" }', '{ "vary": { "|" } }', "|", '{ "search": { | } }'])
      assert.deepEqual(offered(marked), []);
  });
});
