import { numbersOf, onEngine } from "../../support/gan";
import { at } from "../../support/values";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import { cellArea, cellDensities, countInCells } from "../../../src/data/cell-densities";
import { density1d, intervalOf } from "../../../src/data/densities";
import { boundsOf, drawSynthetic, type SyntheticConfig } from "../../../src/data/synthetic";
import {
  dataSchema,
  isSynthetic1d,
  isSynthetic2d,
  type Synthetic2dConfig,
} from "../../../src/experiment/schema";
import { rootKey } from "../../../src/gan/random";

const COUNT = 100_000;
const config = (settings: object) => dataSchema.parse(settings) as SyntheticConfig;
const draw = (settings: object, seed = 1): Float32Array =>
  numbersOf(() => drawSynthetic(config(settings), rootKey(seed, 3), COUNT));

/**
 * Fails where the share of what `holds` is more than five standard errors away from what it should
 * be.
 */
function assertShare(
  values: readonly unknown[] | Float32Array,
  share: number,
  holds: (i: number) => boolean,
  what: string,
): void {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (holds(i)) found++;
  const error = Math.abs(found / values.length - share);
  const deviation = Math.sqrt((share * (1 - share)) / values.length);
  assert.ok(
    error <= 5 * deviation + 1e-12,
    `${what}: ${found / values.length} instead of ${share}`,
  );
}
/** Fails where the counts in 48 x 48 cells are not those of the densities, by Pearson's test. */
function assertCells(data: Synthetic2dConfig, points: readonly number[]): void {
  const grid = { ...boundsOf(data), columns: 48, rows: 48 };
  const counts = countInCells(points, grid);
  let squares = 0;
  let cells = 0;
  cellDensities(data, grid).forEach((density, i) => {
    const expected = density * cellArea(grid) * COUNT;
    if (expected < 5) return;
    squares += (at(counts, i) - expected) ** 2 / expected;
    cells++;
  });
  assert.ok(cells > 5, `${cells} cells have points`);
  const deviations = (squares - cells) / Math.sqrt(2 * cells);
  assert.ok(deviations < 5, `${data.source}: ${squares} over ${cells} cells`);
}
const pointsOf = (values: Float32Array): [number, number][] =>
  Array.from({ length: values.length / 2 }, (_, i) => [at(values, 2 * i), at(values, 2 * i + 1)]);

describe("Synthetic data", () => {
  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      const sources: object[] = [
        { source: "gaussian", mean: 2, stddev: 3 },
        { source: "uniform", low: -2, high: 5 },
        { source: "gaussianMixture1d" },
        {
          source: "gaussianMixture1d",
          means: [-4, 0, 3],
          stddevs: [0.5, 0.1, 1],
          weights: [1, 2, 5],
        },
        { source: "gaussianMixture1d", means: [7], stddevs: [2] },
        // Slopes of both kinds, a jump, a gap, and an end that is not 0.
        {
          source: "curve",
          points: [
            [-1, 0],
            [0, 2],
            [0, 0.5],
            [1, 0],
            [2, 0],
            [3, 1],
            [4, 1],
          ],
        },
      ];
      for (const settings of sources) {
        it(`${JSON.stringify(settings)} has its density in every cell`, () => {
          const values = draw(settings);
          const data = config(settings);
          assert.ok(isSynthetic1d(data));
          const [low, high] = intervalOf(data);
          const cells = 30;
          const fine = 2000;
          for (let cell = 0; cell < cells; cell++) {
            const from = low + (cell * (high - low)) / cells;
            const width = (high - low) / cells;
            let share = 0;
            for (let i = 0; i < fine; i++)
              share += (density1d(data, from + ((i + 0.5) * width) / fine) * width) / fine;
            // The sum above is off by a point of `fine` where a uniform begins or ends.
            if (
              share * COUNT < 20 ||
              (data.source === "uniform" &&
                share > 0 &&
                share < width / (data.high - data.low) - 1e-9)
            )
              continue;
            assertShare(
              values,
              share,
              (i) => values[i]! >= from && values[i]! < from + width,
              `cell ${cell}`,
            );
          }
        });
      }

      it("the ring, the grid and the board give each mode its share", () => {
        const grid = pointsOf(draw({ source: "grid", side: 3, spacing: 4, stddev: 0.1 }));
        for (let cell = 0; cell < 9; cell++)
          assertShare(
            grid,
            1 / 9,
            (i) =>
              Math.round(grid[i]![0] / 4) === (cell % 3) - 1 &&
              Math.round(grid[i]![1] / 4) === Math.floor(cell / 3) - 1,
            `cell ${cell}`,
          );
        for (const [side, dark] of [
          [4, 8],
          [3, 5],
        ] as const) {
          const board = pointsOf(draw({ source: "checkerboard", side, spacing: 0.5 }));
          const cellOf = ([x, y]: readonly [number, number]) =>
            [Math.floor(x / 0.5 + side / 2), Math.floor(y / 0.5 + side / 2)] as const;
          for (let i = 0; i < side; i++) {
            for (let j = 0; j < side; j++)
              assertShare(
                board,
                (i + j) % 2 === 0 ? 1 / dark : 0,
                (k) => {
                  const [a, b] = cellOf(board[k]!);
                  return a === i && b === j;
                },
                `square ${i}, ${j} of ${side}`,
              );
          }
        }
      });

      it("the spiral keeps to its arms, evenly along them", () => {
        const points = pointsOf(
          draw({ source: "spiral", arms: 3, turns: 1.5, radius: 2, stddev: 1e-6 }),
        );
        const along = points.map(([x, y]) => {
          const r = Math.hypot(x, y) / 2;
          const angle = Math.atan2(y, x) / (2 * Math.PI) - 1.5 * r;
          return { u: r * r, arm: 3 * (angle - Math.floor(angle)) };
        });
        for (const { arm, u } of along)
          if (u > 0.001) assert.ok(Math.abs(arm - Math.round(arm)) < 0.01, `arm ${arm}`);
        for (let arm = 0; arm < 3; arm++)
          assertShare(along, 1 / 3, (i) => Math.round(along[i]!.arm) % 3 === arm, `arm ${arm}`);
        for (let part = 0; part < 10; part++)
          assertShare(along, 0.1, (i) => Math.floor(along[i]!.u * 10) === part, `part ${part}`);
      });

      it("the Swiss roll is a curve from a third of its radius to the whole", () => {
        const points = pointsOf(draw({ source: "swissRoll", radius: 3, stddev: 1e-6 }));
        for (const [x, y] of points.slice(0, 1000)) {
          const t = (Math.hypot(x, y) / 3) * 4.5 * Math.PI;
          assert.ok(t > 1.5 * Math.PI - 1e-3 && t < 4.5 * Math.PI + 1e-3);
          assert.ok(
            Math.hypot(
              x - 3 * (t / (4.5 * Math.PI)) * Math.cos(t),
              y - 3 * (t / (4.5 * Math.PI)) * Math.sin(t),
            ) < 1e-3,
          );
        }
        for (let part = 0; part < 10; part++)
          assertShare(
            points,
            0.1,
            (i) => Math.floor((Math.hypot(...points[i]!) * 1.5 - 1.5) / 0.3) === part,
            `part ${part}`,
          );
      });

      it("the moons are two half circles, evenly", () => {
        const points = pointsOf(draw({ source: "twoMoons", stddev: 1e-6 }));
        const upper = points.map(([x, y]) => Math.abs(Math.hypot(x, y) - 1) < 1e-3 && y > -1e-3);
        points.forEach(([x, y], i) =>
          assert.ok(
            upper[i] || (Math.abs(Math.hypot(x - 1, y - 0.5) - 1) < 1e-3 && y < 0.5 + 1e-3),
            `${x}, ${y}`,
          ),
        );
        assertShare(points, 0.5, (i) => at(upper, i), "upper moon");
        assertShare(points, 0.25, (i) => at(upper, i) && at(points, i)[0] > 0, "its right half");
        assertShare(
          points,
          0.25,
          (i) => !at(upper, i) && at(points, i)[0] > 1,
          "the right half of the other",
        );
      });

      it("the circles lie evenly one inside the other, with as many points on each", () => {
        const points = pointsOf(draw({ source: "circles", circles: 3, radius: 6, stddev: 1e-6 }));
        const radii = points.map(([x, y]) => Math.hypot(x, y));
        for (const radius of radii)
          assert.ok(Math.abs(radius / 2 - Math.round(radius / 2)) < 1e-4, `${radius}`);
        for (const circle of [1, 2, 3])
          for (const quarter of [-2, -1, 0, 1])
            assertShare(
              points,
              1 / 12,
              (i) =>
                Math.round(radii[i]! / 2) === circle &&
                Math.floor(Math.atan2(points[i]![1], points[i]![0]) / (Math.PI / 2)) === quarter,
              `quarter ${quarter} of circle ${circle}`,
            );
      });

      it("the line is straight, evenly", () => {
        const points = pointsOf(draw({ source: "line", from: [1, 2], to: [4, -2], stddev: 1e-6 }));
        for (let part = 0; part < 10; part++)
          assertShare(
            points,
            0.1,
            (i) => Math.floor(((points[i]![0] - 1) / 3) * 10) === part,
            `part ${part}`,
          );
        for (const [x, y] of points) assert.ok(Math.abs(y - 2 + ((x - 1) * 4) / 3) < 1e-4);
      });

      it("drawn points have equal shares, each with its spread", () => {
        const drawn = [
          [-4, 0, 0.5],
          [0, 3, 0.01],
          [4, 0],
        ];
        const points = pointsOf(draw({ source: "points", points: drawn, stddev: 0.2 }));
        for (const [x = 0, y = 0, spread = 0.2] of drawn) {
          const isOwn = ([a, b]: [number, number]) => Math.hypot(a - x, b - y) < 2.5;
          const own = points.filter(isOwn);
          assertShare(points, 1 / 3, (i) => isOwn(at(points, i)), `at ${x}`);
          const squares = own.reduce((sum, [a, b]) => sum + (a - x) ** 2 + (b - y) ** 2, 0);
          assert.ok(Math.abs(Math.sqrt(squares / (2 * own.length)) / spread - 1) < 0.02);
        }
        const data = config({ source: "points", points: drawn });
        assert.ok(isSynthetic2d(data));
        const { xMin, xMax } = boundsOf(data);
        assert.ok(xMin < -6 && xMax > 4.2);
      });

      for (const source of [
        "ring",
        "grid",
        "spiral",
        "swissRoll",
        "twoMoons",
        "circles",
        "checkerboard",
        "line",
      ]) {
        it(`pictures show all of ${source}, whose noise has its deviation`, () => {
          const data = config({ source });
          assert.ok(isSynthetic2d(data));
          const { xMin, xMax, yMin, yMax } = boundsOf(data);
          const points = pointsOf(draw({ source }));
          assertShare(
            points,
            1,
            (i) =>
              at(points, i)[0] > xMin &&
              at(points, i)[0] < xMax &&
              at(points, i)[1] > yMin &&
              at(points, i)[1] < yMax,
            "inside",
          );
          assertCells(data, points.flat());
          if (source === "checkerboard") return;
          const quiet = draw({ source, stddev: 1e-9 });
          const loud = draw({ source, stddev: 0.25 });
          let squares = 0;
          for (let i = 0; i < loud.length; i++) squares += (loud[i]! - quiet[i]!) ** 2;
          assert.ok(Math.abs(Math.sqrt(squares / loud.length) / 0.25 - 1) < 0.01);
        });
      }

      it("is a function of seed and step", () => {
        assert.deepEqual(draw({ source: "spiral" }), draw({ source: "spiral" }));
        assert.notDeepEqual(draw({ source: "spiral" }, 2), draw({ source: "spiral" }));
      });
    });
  }
});
