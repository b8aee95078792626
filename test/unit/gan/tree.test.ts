import assert from "node:assert/strict";
import { type Hyper, setting } from "../../../src/gan/hyper";
import {
  besideOwn,
  element,
  entry,
  mapTree,
  withOwn,
  zip,
  zipTrees,
  zipTrees3,
} from "../../../src/gan/tree";
import { dimension } from "../../../src/tensor/shape";

const noSettings: Hyper = {};

describe("Trees of named values", () => {
  it("are mapped and zipped by name, in the order of the first tree", () => {
    assert.deepEqual(Object.entries(mapTree({ b: 1, a: 2 }, (x, name) => `${name}${x}`)), [
      ["b", "b1"],
      ["a", "a2"],
    ]);
    const sums = zipTrees({ b: 1, a: 2 }, { a: 10, b: 20, c: 30 }, (x, y) => x + y);
    assert.deepEqual(Object.entries(sums), [
      ["b", 21],
      ["a", 12],
    ]);
    assert.deepEqual(
      zipTrees3({ a: 1 }, { a: 2 }, { a: 3 }, (x, y, z) => x + y * z),
      { a: 7 },
    );
  });

  it("that do not fit are refused with the name that is missing", () => {
    assert.throws(() => zipTrees({ a: 1, b: 2 }, { a: 1 }, (x) => x), /"b" is missing among a/);
    assert.throws(() => entry({}, "kernel"), /"kernel" is missing among no entries/);
  });

  it("hold a tensor of our own beside parameters of any name", () => {
    const parameters = { kernel: 1, count: 2, bias: 3 };
    const held = withOwn(parameters, "count", 4);
    assert.deepEqual(held, { kernel: 1, "~count": 2, bias: 3, count: 4 });
    assert.deepEqual(Object.entries(besideOwn(held, "count")), Object.entries(parameters));
    assert.deepEqual(besideOwn(withOwn({ kernel: 1 }, "count", 4), "count"), { kernel: 1 });
  });

  it("have no entry that every object of JavaScript inherits", () => {
    assert.throws(() => entry({ kernel: 1 }, "constructor"), /"constructor" is missing/);
    assert.equal(entry({ constructor: 1 }, "constructor"), 1);
  });

  it("a list, a shape and a step's settings say what they lack", () => {
    assert.deepEqual(zip(["a", "b"], [1, 2]), [
      ["a", 1],
      ["b", 2],
    ]);
    assert.throws(() => zip([1], [1, 2]), /1 and 2 elements/);
    assert.equal(element([1, 2, 3], -1), 3);
    assert.throws(() => element([], 0), /no element 0/);
    assert.equal(dimension([28, 28, 1], -1), 1);
    assert.throws(() => dimension([2], 2), /\[2\] has no axis 2/);
    assert.throws(() => setting(noSettings, "momentum"), /setting momentum/);
  });
});
