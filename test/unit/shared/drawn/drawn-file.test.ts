import assert from "node:assert/strict";
import {
  DRAWN_FORMATS,
  type DrawnKind,
  drawnKindOf,
  drawingText,
  readDrawing,
} from "../../../../src/shared/drawn/drawn-file";
import { present } from "../../../support/values";

describe("a file of drawn data", () => {
  it("is known by its name", () => {
    assert.equal(drawnKindOf("/a/Mine.Points.csv"), "points");
    assert.equal(drawnKindOf("b.curve.csv"), "curve");
    assert.equal(drawnKindOf("points.csv"), undefined);
  });

  it("has lines of numbers, with names above them or without", () => {
    const points = [
      [1, 2],
      [-0.5, 1e-3, 0.1],
      [0, 0],
    ];
    for (const head of ["", "x,y,spread\n", "\uFEFFX, Y\r\n\n"])
      assert.deepEqual(readDrawing("points", `${head}1,2\r\n-.5, 1e-3,0.1\n\n0,0,`), {
        rows: points,
      });
    // Two lines with one x are a jump.
    const curve = [
      [-1, 0],
      [0, 2],
      [0, 1],
      [3, 0],
    ];
    assert.deepEqual(readDrawing("curve", "x,density\n-1,0\n0,2\n0,1\n3,0\n").rows, curve);
  });

  it("is written as it is read", () => {
    for (const [kind, rows] of [
      [
        "points",
        [
          [0.25, -1, 0.05],
          [3, 4, 0.5],
        ],
      ],
      ["points", [[1, 2]]],
      [
        "curve",
        [
          [0, 0],
          [0.5, 1.25],
        ],
      ],
    ] as const)
      assert.deepEqual(readDrawing(kind, drawingText(kind, rows)), { rows });
    assert.equal(drawingText("points", []), "x,y\n");
  });

  it("is refused with the line, what is wrong, and what to do", () => {
    const many = "0,0\n".repeat(DRAWN_FORMATS.points.maxRows + 1);
    const cases: [DrawnKind, string, number | undefined, RegExp][] = [
      ["points", "x,y\n1,2\n3,oh\n", 3, /has "oh" as y; write a number/],
      ["points", "1,\n", 1, /has nothing as y/],
      ["points", "1,1e60\n", 1, /has "1e60" as y/],
      ["points", "x,y\n1\n", 2, /one column, and points have two; .*a file of x,density/],
      ["points", "x;y\n1;2\n", 1, /has no commas; write x,y or x,y,spread/],
      ["points", "1,2,3,4\n", 1, /has 4 columns; write x,y or x,y,spread in each line/],
      ["points", "a,b\n1,2\n", 1, /has the names a,b in its first line; call the columns x,y/],
      ["points", "1,2,0\n", 1, /has the spread 0; give a standard deviation above 0/],
      ["points", many, DRAWN_FORMATS.points.maxRows + 1, /more than 5000 points; keep 5000/],
      ["points", "x,y\n", undefined, /has no points; draw it/],
      ["curve", "x,density\n0,1\n1,-2\n", 3, /has the density -2; a density is 0 or more/],
      ["curve", "0,1\n-1,1\n", 2, /has x = -1 after x = 0; sort the lines/],
      ["curve", "5\n", 1, /has 1 column; write x,density/],
      ["curve", "0,1\n", undefined, /has no curve: that takes two lines/],
      ["curve", "0,0\n1,0\n", undefined, /has a density of 0 everywhere; raise it/],
    ];
    for (const [kind, text, line, words] of cases) {
      const problem = present(readDrawing(kind, text).problem, text.slice(0, 30));
      assert.equal(problem.line, line);
      assert.match(`${problem.message}; ${problem.hint}`, words);
      assert.equal(problem.unfinished, line === undefined ? true : undefined);
    }
  });
});
