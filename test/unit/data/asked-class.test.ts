import assert from "node:assert/strict";
import { dataSchema } from "../../../src/experiment/schema";
import { formatError, type GanError } from "../../../src/shared/errors";
import { classAsked } from "../../../src/trainer/jobs/latents";
import { experiment } from "../../support/experiments";

describe("the class that samples are asked for", () => {
  const subject = (data: object) => {
    const text = experiment({ ...data }, "linear", { conditional: true });
    const config = JSON.parse(text) as { data: unknown; generator: object; discriminator: object };
    return { experiment: { ...config, data: dataSchema.parse(data) } } as unknown as Parameters<
      typeof classAsked
    >[0];
  };
  const classes = (...names: string[]) =>
    subject({ source: "folder", path: ".", size: [2, 2], classes: names });
  const wrong = (promise: () => unknown, words: RegExp) =>
    assert.throws(promise, (thrown: GanError) => {
      assert.equal(thrown.code, "bad-usage");
      assert.match(formatError(thrown), words);
      return true;
    });

  it("is the one of that name, never the one at that place", () => {
    assert.equal(classAsked(classes("1", "0"), "0"), 1);
    assert.equal(classAsked(classes("cat", "dog"), "DOG"), 1);
    assert.equal(classAsked(classes("Cat", "cat"), "cat"), 1);
    assert.equal(classAsked(subject({ source: "mnist" }), "7"), 7);
    wrong(
      () => classAsked(classes("cat", "dog"), "0"),
      /there is no class "0"; use the name of one: cat, dog/,
    );
    wrong(
      () => classAsked(subject({ source: "tfd", file: "a.mat", split: "train" }), "0"),
      /name of one: 1, 2, 3, 4, 5, 6, 7/,
    );
    wrong(
      () => classAsked(classes("Cat", "cat"), "CAT"),
      /"CAT" is several classes; use the name of one: Cat, cat/,
    );
  });
});
