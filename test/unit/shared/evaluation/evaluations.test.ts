import assert from "node:assert/strict";
import {
  EVALUATION_KINDS,
  FIGURE_KINDS,
  figureKind,
  isCount,
  isLight,
  isOfFeatures,
  EVALUATION_NAMES,
} from "../../../../src/shared/evaluation/evaluations";

describe("the evaluations", () => {
  it("have titles of their own, and so have their figures", () => {
    const titles = EVALUATION_NAMES.map((name) => EVALUATION_KINDS[name].title);
    assert.equal(new Set(titles).size, EVALUATION_NAMES.length);
    const figures = Object.values(FIGURE_KINDS);
    assert.equal(new Set(figures.map(({ title }) => title)).size, figures.length);
    for (const { help } of figures) assert.match(help, /^[A-Z].*\.$/);
  });

  it("share no name of a figure", () => {
    const names = EVALUATION_NAMES.flatMap((name) => Object.keys(EVALUATION_KINDS[name].figures));
    assert.deepEqual(names.sort(), Object.keys(FIGURE_KINDS).sort());
  });

  it("are light where they take but a moment and look at no features", () => {
    assert.deepEqual(EVALUATION_NAMES.filter(isLight), [
      "wasserstein",
      "jensenShannon",
      "modes",
      "optimum",
      "discriminator",
    ]);
  });

  it("say of a figure whether it counts, and whether it compares features", () => {
    assert.deepEqual(Object.keys(FIGURE_KINDS).filter(isCount), ["modesCovered", "classesCovered"]);
    assert.equal(isOfFeatures("coverage"), true);
    assert.equal(isOfFeatures("parzen"), false);
    for (const name of ["ofAnotherVersion", "constructor"]) {
      assert.equal(figureKind(name), undefined);
      assert.equal(isCount(name), false);
      assert.equal(isOfFeatures(name), false);
    }
  });
});
