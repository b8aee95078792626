import assert from "node:assert/strict";
import { PNG } from "pngjs";
import type { ScatterPicture } from "../../../src/shared/run/picture";
import { scatterPng } from "../../../src/trainer/pictures/png";
import { blend, disc, polyline, type Raster, raster } from "../../../src/trainer/pictures/raster";
import { present } from "../../support/values";

const INK = [0, 0, 0] as const;
const inked = ({ data }: Raster) => data.filter((value) => value < 255).length;

/** A picture whose D is 1/2 everywhere, in the square from -1 to 1. */
const scatter = (real: number[], generated: number[]): ScatterPicture => ({
  kind: "scatter",
  step: 1,
  real,
  generated,
  heat: { xMin: -1, xMax: 1, yMin: -1, yMax: 1, columns: 1, rows: 1, values: [0.5] },
});

/** The colour in the middle of the picture of a picture. */
async function centre(picture: ScatterPicture): Promise<number[]> {
  const { width, height, data } = PNG.sync.read(Buffer.from(await scatterPng(picture)));
  const at = ((height / 2) * width + width / 2) * 4;
  return [...data.subarray(at, at + 3)];
}

describe("the picture of 2-D points", () => {
  const many = (count: number) => new Array<number>(2 * count).fill(0);

  it("shows good samples, which lie where real points are", async () => {
    const [red, , blue] = await centre(scatter(many(1), many(1)));
    assert.ok(present(red) > present(blue), "a generated point shows over a real one");
    const [redOfMode, , blueOfMode] = await centre(scatter(many(500), many(500)));
    assert.ok(
      present(redOfMode) > present(blueOfMode),
      "and a mode that is covered over a mode that is not",
    );
  });

  it("lets real points show through generated ones", async () => {
    const alone = await centre(scatter([], many(1)));
    const over = await centre(scatter(many(1), many(1)));
    assert.notDeepEqual(over, alone);
  });

  it("looks the same where the points are far outside or no numbers", async () => {
    const far = [1e30, 0, -1e30, 1e30, NaN, 0, 0, Infinity, 1e-30, -1e308];
    const png = await scatterPng(scatter(many(1), far));
    assert.deepEqual(Buffer.from(png), Buffer.from(await scatterPng(scatter(many(1), []))));
  });
});

describe("drawing on a raster", () => {
  it("draws a line whose ends are far outside the picture", () => {
    const picture = raster(20, 20, [255, 255, 255]);
    polyline(
      picture,
      [
        [-1e12, 10],
        [1e12, 10],
      ],
      1,
      INK,
    );
    for (let x = 0; x < 20; x++) assert.equal(picture.data[(10 * 20 + x) * 3], 0, `column ${x}`);
  });

  it("looks at no pixel outside the picture, however far a line goes", () => {
    let looked = 0;
    const picture = raster(16, 16, [255, 255, 255]);
    const counted: Raster = {
      ...picture,
      data: new Proxy(picture.data, {
        set: (data, key, value: number) => {
          looked++;
          data[Number(key)] = value;
          return true;
        },
      }),
    };
    const ends = [-1e300, -1e30, -5, 3, 1e6, 1e30, 1e300, NaN, Infinity];
    for (const x of ends)
      for (const y of ends) {
        const line = [
          [8, 8],
          [x, y],
          [3, -1e30],
        ] as const;
        polyline(counted, line, 2, INK, 4);
        disc(counted, x, y, 3, INK);
      }
    assert.ok(looked > 0);
    // Three bytes for each pixel of each of the at most three things that are drawn.
    assert.ok(looked <= ends.length ** 2 * 3 * 16 * 16 * 3, `${looked} bytes`);
  });

  it("dashes a line as long as asked, also where it is interrupted by points", () => {
    const whole = raster(100, 9, [255, 255, 255]);
    const pieces = raster(100, 9, [255, 255, 255]);
    const ends = [
      [-20, 4],
      [120, 4],
    ] as const;
    polyline(whole, ends, 1, INK, 10);
    const many = Array.from({ length: 141 }, (_, i) => [i - 20, 4] as const);
    polyline(pieces, many, 1, INK, 10);
    const drawnAt = (picture: Raster) =>
      Array.from({ length: 100 }, (_, x) => picture.data[(4 * 100 + x) * 3]! < 128);
    assert.deepEqual(drawnAt(whole), drawnAt(pieces));
    assert.ok(inked(whole) > 0 && drawnAt(whole).includes(false));
  });

  it("mixes colours by their opacity", () => {
    const picture = raster(1, 1, [200, 100, 0]);
    blend(picture, 0, 0, [0, 100, 200], 0.5);
    assert.deepEqual([...picture.data], [100, 100, 100]);
  });
});
