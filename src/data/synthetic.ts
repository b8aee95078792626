import {
  type DataOf,
  isSynthetic1d,
  type Synthetic1dConfig,
  type Synthetic2dConfig,
} from "../experiment/schema";
import { fold, type Key, normal, uniform } from "../gan/random";
import { stack, tensor1d, tensor2d, type Tensor, type Tensor1D } from "../tensor/tf";
import { type DrawnPoint, drawnPointsOf } from "../experiment/drawn-data";
import { shares } from "./densities";
import { curveOf, drawCurve } from "./drawn-curve";

/*
 * Data that is drawn afresh for each batch: how the points of each source come about, and where
 * pictures of them are taken.
 */

export type SyntheticConfig = Synthetic1dConfig | Synthetic2dConfig;

/** A mixture of equal round Gaussians in 2-D. */
export interface Mixture {
  /** [x, y] of each mode. */ centres: [number, number][];
  stddev: number;
}

/** The modes of a 2-D source. */
export function mixtureOf(data: DataOf<"ring" | "grid">): Mixture {
  if (data.source === "ring") {
    const angle = (i: number) => (2 * Math.PI * i) / data.modes;
    return {
      stddev: data.stddev,
      centres: Array.from({ length: data.modes }, (_, i) => [
        data.radius * Math.cos(angle(i)),
        data.radius * Math.sin(angle(i)),
      ]),
    };
  }
  const place = (i: number) => (i - (data.side - 1) / 2) * data.spacing;
  return {
    stddev: data.stddev,
    centres: Array.from({ length: data.side ** 2 }, (_, i) => [
      place(i % data.side),
      place(Math.floor(i / data.side)),
    ]),
  };
}

/**
 * `count` fresh points of a synthetic source, [count, dimensions]: a function of the key alone,
 * pure and recordable. The schema (experiment/schema/data.ts) has the formula of each.
 */
export function drawSynthetic(data: SyntheticConfig, key: Key, count: number): Tensor {
  return isSynthetic1d(data) ? draw1d(data, key, count) : draw2d(data, key, count);
}

function draw1d(data: Synthetic1dConfig, key: Key, count: number): Tensor {
  if (data.source === "uniform")
    return uniform(fold(key, "value"), [count, 1])
      .mul(data.high - data.low)
      .add(data.low);
  if (data.source === "curve") {
    const curve = curveOf(data);
    const within = uniform(fold(key, "value"), [count, 1]);
    return drawCurve(curve, chosen(curve.shares, key, count), within);
  }
  const noise = normal(fold(key, "value"), [count, 1]);
  if (data.source === "gaussian") return noise.mul(data.stddev).add(data.mean);
  const component = chosen(shares(data), key, count);
  const each = (values: readonly number[]) =>
    tensor1d([...values])
      .gather(component)
      .reshape([count, 1]);
  return noise.mul(each(data.stddevs)).add(each(data.means));
}

/**
 * The numbers of components drawn by their shares: how many of the sums up to each component a
 * uniform number has passed.
 */
function chosen(weights: readonly number[], key: Key, count: number): Tensor1D {
  let sum = 0;
  const passed = weights.map((weight) => (sum += weight));
  // The last sum is 1 but for rounding; a number is always below it.
  passed[passed.length - 1] = 2;
  return uniform(fold(key, "mode"), [count, 1])
    .greaterEqual(tensor2d([passed]))
    .cast("float32")
    .sum(1)
    .cast("int32") as Tensor1D;
}

/** What the points of a batch are made of: random numbers of streams of their own. */
interface Draws {
  /** Whole numbers below n, [count]. */
  oneOf(n: number): Tensor;
  /** Places along a curve, in [0, 1), [count]. */
  along(): Tensor;
  /** Numbers in [0, 1), [count, 2]. */
  inside(): Tensor;
  /** Normal numbers, [count, 2]. */
  noise(stddev: number): Tensor;
}

function draw2d(data: Synthetic2dConfig, key: Key, count: number): Tensor {
  const draws: Draws = {
    oneOf: (n) => uniform(fold(key, "mode"), [count]).mul(n).floor(),
    along: () => uniform(fold(key, "along"), [count]),
    inside: () => uniform(fold(key, "offset"), [count, 2]),
    noise: (stddev) => normal(fold(key, "offset"), [count, 2]).mul(stddev),
  };
  const draw = DRAW_2D[data.source] as (data: Synthetic2dConfig, draws: Draws) => Tensor;
  return draw(data, draws);
}

const points = (x: Tensor, y: Tensor): Tensor => stack([x, y], 1);

function mixture(data: DataOf<"ring" | "grid">, { oneOf, noise }: Draws): Tensor {
  const { centres, stddev } = mixtureOf(data);
  return tensor2d(centres)
    .gather(oneOf(centres.length).cast("int32") as Tensor1D)
    .add(noise(stddev));
}

const DRAW_2D: {
  [S in Synthetic2dConfig["source"]]: (data: DataOf<S>, draws: Draws) => Tensor;
} = {
  ring: mixture,
  grid: mixture,
  spiral({ turns, arms, radius, stddev }, { along, oneOf, noise }) {
    const root = along().sqrt();
    const angle = root.mul(2 * Math.PI * turns).add(oneOf(arms).mul((2 * Math.PI) / arms));
    return points(angle.cos().mul(root), angle.sin().mul(root)).mul(radius).add(noise(stddev));
  },
  swissRoll({ radius, stddev }, { along, noise }) {
    const t = along()
      .mul(2)
      .add(1)
      .mul(1.5 * Math.PI);
    return points(t.cos().mul(t), t.sin().mul(t))
      .mul(radius / (4.5 * Math.PI))
      .add(noise(stddev));
  },
  twoMoons({ stddev }, { along, oneOf, noise }) {
    const angle = along().mul(Math.PI);
    const lower = oneOf(2);
    // The lower moon is the upper one turned by 180 degrees about (1/2, 1/4): x to 1 - x, y to
    // 1/2 - y.
    const sign = lower.mul(-2).add(1);
    return points(angle.cos().mul(sign).add(lower), angle.sin().mul(sign).add(lower.mul(0.5))).add(
      noise(stddev),
    );
  },
  circles({ circles, radius, stddev }, { along, oneOf, noise }) {
    const r = oneOf(circles)
      .add(1)
      .mul(radius / circles);
    const angle = along().mul(2 * Math.PI);
    return points(angle.cos().mul(r), angle.sin().mul(r)).add(noise(stddev));
  },
  checkerboard({ side, spacing }, { oneOf, inside }) {
    const corners = darkSquares(side);
    return tensor2d(corners)
      .gather(oneOf(corners.length).cast("int32") as Tensor1D)
      .add(inside())
      .sub(side / 2)
      .mul(spacing);
  },
  line({ from: [x, y], to, stddev }, { along, noise }) {
    const u = along();
    return points(u.mul(to[0] - x).add(x), u.mul(to[1] - y).add(y)).add(noise(stddev));
  },
  points(data, { oneOf, noise }) {
    const drawn = drawnPointsOf(data);
    const which = oneOf(drawn.length).cast("int32") as Tensor1D;
    const spread = tensor2d(drawn.map((point) => [point.spread])).gather(which);
    const centre = tensor2d(drawn.map(({ x, y }) => [x, y])).gather(which);
    return centre.add(noise(1).mul(spread));
  },
};

/** [column, row] of the dark squares of a board. */
export const darkSquares = (side: number): [number, number][] =>
  Array.from({ length: side * side }, (_, i): [number, number] => [
    i % side,
    Math.floor(i / side),
  ]).filter(([i, j]) => (i + j) % 2 === 0);

/** Where pictures of 2-D data are taken: a square, as the corners of its sides. */
export interface Square {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/**
 * The square of side 2 * reach about a centre, and as much again as leaves room around the data.
 */
export const squareAround = (x: number, y: number, reach: number): Square => ({
  xMin: x - 1.3 * reach,
  xMax: x + 1.3 * reach,
  yMin: y - 1.3 * reach,
  yMax: y + 1.3 * reach,
});

/** A square that holds the data, noise to four standard deviations, with room around it. */
export function boundsOf(data: Synthetic2dConfig): Square {
  switch (data.source) {
    case "ring":
    case "grid": {
      const { centres, stddev } = mixtureOf(data);
      return squareAround(0, 0, Math.max(...centres.flat().map(Math.abs)) + 4 * stddev);
    }
    case "spiral":
    case "swissRoll":
    case "circles":
      return squareAround(0, 0, data.radius + 4 * data.stddev);
    case "twoMoons":
      return squareAround(0.5, 0.25, 1.5 + 4 * data.stddev);
    case "checkerboard":
      return squareAround(0, 0, (data.side / 2) * data.spacing);
    case "line": {
      const middle = (axis: 0 | 1) => (data.from[axis] + data.to[axis]) / 2;
      return squareAround(
        middle(0),
        middle(1),
        Math.max(Math.abs(data.to[0] - data.from[0]), Math.abs(data.to[1] - data.from[1])) / 2 +
          4 * data.stddev,
      );
    }
    case "points":
      return squareOfPoints(drawnPointsOf(data));
  }
}

function squareOfPoints(points: readonly DrawnPoint[]): Square {
  const ends = (of: (point: DrawnPoint) => number) => ({
    low: Math.min(...points.map((point) => of(point) - 4 * point.spread)),
    high: Math.max(...points.map((point) => of(point) + 4 * point.spread)),
  });
  const x = ends((point) => point.x);
  const y = ends((point) => point.y);
  const reach = Math.max(x.high - x.low, y.high - y.low) / 2;
  return squareAround((x.low + x.high) / 2, (y.low + y.high) / 2, reach);
}
