import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import wabt from "wabt";
import {
  fillAtLeast,
  statelessNormal,
  statelessUniform,
} from "../../../../src/engine/random/philox";
import { PHILOX_WASM } from "../../../../src/engine/random/philox-wasm";
import { philoxWords } from "../../../../src/engine/random/philox-words";
import { REPOSITORY } from "../../../support/paths";

/** Known answers of the authors' Random123 library (kat_vectors, philox4x32 10). */
const KNOWN = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

/**
 * Drawn by TensorFlow 2.21.0 (StatelessRandomUniform and StatelessRandomNormal, int32 seed, shape
 * [7]). Uniform numbers are given in units of 2^-23, which is exact.
 */
const DRAWN = [
  {
    seed: [0, 0],
    uniform: [1770126, 5922441, 6711418, 6465874, 3259718, 7301104, 6779568],
    normal: [
      -1.697034, -0.481376708, -0.662236929, 0.0870111883, -1.00016224, 0.943474054, 0.616694748,
    ],
  },
  {
    seed: [1, 2],
    uniform: [7080492, 1610993, 8356926, 1345427, 2281619, 5447109, 897115],
    normal: [
      0.544110119, 0.20738031, 0.0735643208, 0.0464345515, -1.30158985, -0.953856528, 0.841728568,
    ],
  },
  {
    seed: [-1, 7],
    uniform: [8250649, 6384118, 2737996, 2191229, 6606262, 794799, 3985457],
    normal: [
      -0.181675419, 0.0126294848, 1.49271441, -0.105358578, 0.387586355, 0.572267413, 1.17243457,
    ],
  },
  {
    seed: [2147483647, -2147483648],
    uniform: [248010, 7394891, 805586, 3096108, 486503, 8221749, 6371602],
    normal: [
      -1.79780841, 1.95197511, 1.58652592, -1.47277141, -0.297472537, 2.36775923, -0.518862009,
    ],
  },
  {
    seed: [123456, -42],
    uniform: [1217727, 2827018, 2049098, 3713402, 1674936, 3570290, 7188997],
    normal: [
      1.67829669, -1.02132142, 0.591777027, -1.57122552, 0.808781385, -1.60252047, 0.102555789,
    ],
  },
] as const;

describe("Philox random numbers", () => {
  it("come from the module that philox.wat gives (after a change: npm run wat)", async () => {
    const source = join(REPOSITORY, "src", "engine", "random", "philox.wat");
    const { parseWat } = await wabt();
    const { buffer } = parseWat(source, readFileSync(source), { simd: true }).toBinary({});
    assert.equal(PHILOX_WASM, Buffer.from(buffer).toString("base64"));
  });

  for (const { counter, key, words } of KNOWN) {
    it(`agree with Random123 for the key ${key.map((word) => word.toString(16)).join(" ")}`, () => {
      const [c0, ...rest] = counter as [number, number, number, number];
      assert.deepEqual(
        [...philoxWords(1, [c0, ...rest], key as [number, number]).slice(0, 4)].map(
          (word) => word >>> 0,
        ),
        words,
      );
      // The same counter as the seventh.
      assert.deepEqual(
        [...philoxWords(7, [c0 - 6, ...rest], key as [number, number]).slice(24, 28)].map(
          (word) => word >>> 0,
        ),
        words,
      );
    });
  }

  for (const { seed, uniform, normal } of DRAWN) {
    it(`are TensorFlow's for the seed ${seed.join(", ")}`, () => {
      assert.deepEqual(
        [...statelessUniform(seed, 7)],
        uniform.map((units) => units * 2 ** -23),
      );
      statelessNormal(seed, 7).forEach((value, i) =>
        assert.ok(Math.abs(value - normal[i]!) <= 1e-6, `${value} is not ${normal[i]}`),
      );
    });
  }

  it("do not depend on how many are drawn at once", () => {
    const many = statelessNormal([3, -4], 10_001);
    for (const size of [0, 1, 2, 3, 4, 5, 6, 7, 8, 1000])
      assert.deepEqual(statelessNormal([3, -4], size), many.slice(0, size));
  });

  it("are compared with a threshold as numbers are", () => {
    for (const threshold of [0, 0.2, 0.5, 0.999, 1].map(Math.fround)) {
      const kept = new Uint8Array(40_001);
      fillAtLeast([5, -6], threshold, kept);
      assert.deepEqual(
        [...kept],
        Array.from(statelessUniform([5, -6], kept.length), (value) => Number(value >= threshold)),
      );
    }
  });

  it("have the moments of their distributions", () => {
    const size = 200_000;
    const mean = (values: Float32Array): number =>
      values.reduce((sum, value) => sum + value, 0) / size;
    const uniform = statelessUniform([11, 12], size);
    const normal = statelessNormal([11, 12], size);
    // Four standard errors.
    assert.ok(Math.abs(mean(uniform) - 0.5) < (4 * Math.sqrt(1 / 12)) / Math.sqrt(size));
    assert.ok(Math.abs(mean(normal)) < 4 / Math.sqrt(size));
    assert.ok(
      Math.abs(mean(normal.map((value) => value * value)) - 1) < (4 * Math.SQRT2) / Math.sqrt(size),
    );
  });
});
