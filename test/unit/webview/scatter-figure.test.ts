import assert from "node:assert/strict";
import type { ScatterPicture } from "../../../src/shared/run/picture";
import { arrowScale } from "../../../webview/components/arrow-drawing";
import { moved, zoomedAbout } from "../../../webview/components/plane";
import {
  layersOf,
  restoreLayers,
  SCATTER_LAYERS,
  SHOWN_AT_FIRST,
  switched,
} from "../../../webview/components/scatter-layers";
import { readingAt } from "../../../webview/components/scatter-reading";

const ALL = { xMin: -2, xMax: 2, yMin: -1, yMax: 1 };

const old: ScatterPicture = {
  kind: "scatter",
  step: 1,
  real: [1, 0.5],
  generated: [0, 0, 0.01, 0.01],
  heat: { ...ALL, columns: 2, rows: 1, values: [0.25, 0.75] },
};
const picture: ScatterPicture = {
  ...old,
  descent: [0.5, -0.25],
  manifold: { columns: 2, rows: 1, reach: 3, sheets: [[-1, 0.5, -0.5, 0.5]] },
  heat: { ...old.heat, dOptimal: [null, 0.5], pGenerator: [0, 0.125] },
};

describe("the layers of a picture of 2-D data", () => {
  it("are those that the picture has numbers for", () => {
    assert.deepEqual(layersOf(old), ["real", "generated", "d"]);
    assert.deepEqual(layersOf(picture), SCATTER_LAYERS);
  });

  it("that colour the places give way to each other", () => {
    assert.deepEqual(switched(["real", "d"], "dOptimal"), ["real", "dOptimal"]);
    assert.deepEqual(switched(["real", "d"], "manifold"), ["real", "d", "manifold"]);
    assert.deepEqual(switched(["real", "d"], "d"), ["real"]);
  });

  it("are restored as they were kept, also by an earlier version", () => {
    assert.deepEqual(restoreLayers(undefined), SHOWN_AT_FIRST);
    assert.deepEqual(restoreLayers({ hiddenLayers: ["d"] }), ["real", "generated"]);
    assert.deepEqual(restoreLayers({ shownLayers: ["manifold", "of later", "real"] }), [
      "real",
      "manifold",
    ]);
    assert.deepEqual(restoreLayers({ shownLayers: [] }), []);
  });
});

describe("what is read at a place of a picture of 2-D data", () => {
  const read = (x: number, y: number, from = picture) =>
    readingAt(from, [...SCATTER_LAYERS], [x, y], 0.05);

  it("is the nearest thing that is shown, and what D and the densities are there", () => {
    const sample = read(-0.001, 0);
    assert.deepEqual(sample.at, [0, 0]);
    assert.equal(
      sample.text,
      "Generated sample 1 at (0, 0); the loss moves it along (0.5, -0.25); D(x) 0.75; " +
        "D*(x) 0.5; p_g 0.125",
    );
    assert.match(read(0.011, 0.011).text, /^Generated sample 2 at \(0\.01, 0\.01\); D/);
    assert.match(read(1, 0.51).text, /^Real point \(1, 0\.5\); D/);
    assert.match(read(-0.99, 0.5).text, /^G makes \(-1, 0\.5\) of the latent \(-3\); D/);
  });

  it("is the place itself where nothing is near, without what is not told there", () => {
    assert.equal(read(-1.5, -0.5).text, "(-1.5, -0.5); D(x) 0.25; p_g 0");
    assert.equal(read(-1.5, -0.5, old).text, "(-1.5, -0.5); D(x) 0.25");
    assert.equal(readingAt(picture, [], [1, 0.5], 0.05).text.slice(0, 8), "(1, 0.5)");
    assert.equal(read(5, 5).text, "(5, 5)");
  });
});

describe("the part of the plane that is shown", () => {
  it("keeps the place about which it is enlarged, and goes back to all", () => {
    const part = zoomedAbout(ALL, ALL, 2, [1, 0]);
    assert.deepEqual(part, { xMin: -0.5, xMax: 1.5, yMin: -0.5, yMax: 0.5 });
    assert.equal(zoomedAbout(part, ALL, 1 / 4, [1, 0]), ALL);
  });

  it("stays within what there is", () => {
    const part = { xMin: 0, xMax: 1, yMin: 0, yMax: 0.5 };
    assert.deepEqual(moved(part, ALL, 9, -9), { xMin: 1, xMax: 2, yMin: -1, yMax: -0.5 });
    assert.deepEqual(moved(part, ALL, -0.5, 0.25), {
      xMin: -0.5,
      xMax: 0.5,
      yMin: 0.25,
      yMax: 0.75,
    });
  });

  it("is enlarged no further than numbers can be told apart", () => {
    const part = zoomedAbout(ALL, ALL, 1e9, [0, 0]);
    assert.ok(part.xMax - part.xMin >= 0.019);
  });
});

describe("the arrows of gradients", () => {
  it("are to a scale in which most are at most so long", () => {
    const directions = Array.from({ length: 100 }, (_, i) => [i === 99 ? 1e6 : 2, 0]).flat();
    assert.equal(arrowScale(directions, 1), 0.5);
    assert.equal(arrowScale([0, 0, NaN, 1], 1), 0);
    assert.equal(arrowScale([], 1), 0);
  });
});
