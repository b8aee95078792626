import assert from "node:assert/strict";
import { afterStroke, along, densityAt, type Pen } from "../../../webview/drawing/pen";
import { sheetOf } from "../../../webview/drawing/sheet";

const pen: Pen = { tool: "draw", spread: 0.1, density: 1 };
const sheet = sheetOf("points", [], 2);
const ofCurve = sheetOf("curve", [], 2);

describe("a stroke of the pen", () => {
  it("puts points equally far from each other, around corners too", () => {
    const places = along(
      [
        [0, 0],
        [1, 0],
        [1, 1.1],
      ],
      0.4,
    );
    assert.deepEqual(
      places.map((place) => place.map((value) => Number(value.toFixed(9)))),
      [
        [0, 0],
        [0.4, 0],
        [0.8, 0],
        [1, 0.2],
        [1, 0.6],
        [1, 1],
      ],
    );
    assert.deepEqual(along([[3, 4]], 1), [[3, 4]]);
  });

  it("adds points with the brush's spread, and erases those that it comes near to", () => {
    const drawn = afterStroke(
      "points",
      [[1, 1]],
      [
        [-1, 0],
        [-0.75, 0],
      ],
      { pen, sheet },
    );
    assert.deepEqual(drawn, [
      [1, 1],
      [-1, 0, 0.1],
      [-0.9, 0, 0.1],
      [-0.8, 0, 0.1],
    ]);
    const erasing = { pen: { ...pen, tool: "erase" as const }, sheet };
    assert.deepEqual(
      afterStroke(
        "points",
        drawn,
        [
          [-2, 0.05],
          [0, 0.05],
        ],
        erasing,
      ),
      [[1, 1]],
    );
  });

  it("makes a curve that which it is, and leaves the rest, whichever way it goes", () => {
    const before = [
      [-2, 1],
      [2, 1],
    ];
    for (const path of [
      [
        [-1, 0.5],
        [1, 0.2],
      ],
      [
        [1, 0.2],
        [-1, 0.5],
      ],
    ] as const) {
      const after = afterStroke("curve", before, path, { pen, sheet: ofCurve });
      for (const [x, density] of [
        [-2, 1],
        [-1.04, 1],
        [-1, 0.5],
        [0, 0.35],
        [1, 0.2],
        [1.04, 1],
      ])
        assert.ok(Math.abs(densityAt(after, x!) - density!) < 1e-6, String(x));
    }
  });

  it("erases a curve, at its ends too", () => {
    const erasing = { pen: { ...pen, tool: "erase" as const }, sheet: ofCurve };
    const before = [
      [-1, 0],
      [0, 1],
      [1, 0],
    ];
    const after = afterStroke(
      "curve",
      before,
      [
        [0, 0.5],
        [2, 0.5],
      ],
      erasing,
    );
    assert.deepEqual(after, [
      [-1, 0],
      [-0.04, 0.96],
      [0, 0],
    ]);
    assert.deepEqual(
      afterStroke(
        "curve",
        after,
        [
          [-2, 1],
          [0, 1],
        ],
        erasing,
      ),
      [],
    );
  });

  it("finds a sheet that holds all that a file has", () => {
    assert.deepEqual(sheetOf("points", [[0, -13]], 2), {
      xMin: -20,
      xMax: 20,
      yMin: -20,
      yMax: 20,
    });
    assert.deepEqual(
      sheetOf(
        "curve",
        [
          [0, 30],
          [3, 0],
        ],
        2,
      ),
      { xMin: -5, xMax: 5, yMin: 0, yMax: 50 },
    );
  });
});
