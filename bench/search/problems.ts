import type { Point, Space } from "../../src/search/space/space";

/* Functions with known minima on which methods of search are compared. */

export interface Problem {
  name: string;
  space: Space;
  lossOf: (point: Point) => number;
  /** The least loss that there is. */
  minimum: number;
  /** How many studies there are of it, where they are more than of the others. */
  studies?: number;
}

const float = (name: string, from: number, to: number): Space[number] => ({
  name,
  domain: { kind: "float", from, to, log: false },
});

const valuesOf = (space: Space, point: Point): number[] =>
  space.map(({ name }) => point[name] ?? 0);

/** Branin: three equal minima; 2 numbers. */
const BRANIN: Problem = {
  name: "Branin",
  space: [float("x", -5, 10), float("y", 0, 15)],
  minimum: 0.39788735772973816,
  lossOf: ({ x = 0, y = 0 }) => {
    const bend = y - (5.1 * x ** 2) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6;
    return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

const HARTMANN_HEIGHTS = [1, 1.2, 3, 3.2];
const HARTMANN_WIDTHS = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const HARTMANN_SPACE = Array.from({ length: 6 }, (_, i) => float(`x${i}`, 0, 1));

/** Hartmann: four bells of different widths; 6 numbers. */
const HARTMANN: Problem = {
  name: "Hartmann 6",
  space: HARTMANN_SPACE,
  minimum: -3.322368011415515,
  lossOf: (point) => {
    const x = valuesOf(HARTMANN_SPACE, point);
    return HARTMANN_HEIGHTS.reduce((sum, height, bell) => {
      const distance = x.reduce((total, value, i) => {
        const width = HARTMANN_WIDTHS[bell]?.[i] ?? 0;
        return total + width * (value - (HARTMANN_CENTRES[bell]?.[i] ?? 0)) ** 2;
      }, 0);
      return sum - height * Math.exp(-distance);
    }, 0);
  },
};

/** Ackley: a funnel full of small hollows, its minimum 0 at 0. */
function ackley(x: readonly number[]): number {
  const squares = x.reduce((sum, value) => sum + value ** 2, 0) / x.length;
  const waves = x.reduce((sum, value) => sum + Math.cos(2 * Math.PI * value), 0) / x.length;
  return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves);
}

/** The minimum lies off the middle, which is where the prior of TPE lies. */
const ACKLEY_SPACE = Array.from({ length: 10 }, (_, i) => float(`x${i}`, -5, 10));

const ACKLEY: Problem = {
  name: "Ackley 10",
  space: ACKLEY_SPACE,
  minimum: 0,
  lossOf: (point) => ackley(valuesOf(ACKLEY_SPACE, point)),
};

const MIXED_FLOATS = Array.from({ length: 5 }, (_, i) => float(`x${i}`, -5, 10));
/** What each choice costs beside the best. */
const MIXED_OFFSETS = [0.5, 0, 2, 4];

/**
 * Ackley of ten coordinates of all kinds: five numbers, two whole numbers, the logarithm of a rate,
 * one with steps, and one whose parameter depends on a choice, as an optimizer's settings do.
 */
const MIXED: Problem = {
  name: "Ackley 10, mixed and conditional",
  space: [
    { name: "optimizer", domain: { kind: "choice", labels: ["Adam", "RMSprop", "SGD", "Lion"] } },
    { name: "loss", domain: { kind: "choice", labels: ["minimax", "hinge", "least squares"] } },
    { name: "rate", domain: { kind: "float", from: 1e-6, to: 1, log: true } },
    { name: "k", domain: { kind: "integer", from: -4, to: 8, log: false, step: 1 } },
    { name: "units", domain: { kind: "integer", from: 8, to: 1024, log: true, step: 1 } },
    { name: "dropout", domain: { kind: "float", from: 0, to: 0.9, log: false, step: 0.1 } },
    ...MIXED_FLOATS,
    { ...float("beta", -5, 10), when: { parameter: "optimizer", labels: ["Adam"] } },
    { ...float("decay", -5, 10), when: { parameter: "optimizer", labels: ["RMSprop"] } },
  ],
  minimum: 0,
  // With a hundred a difference of a few hundredths cannot be told from chance.
  studies: 175,
  lossOf: (point) => {
    const { optimizer = 0, loss = 0, rate = 1, k = 0, units = 1, dropout = 0 } = point;
    const coordinates = [
      ...valuesOf(MIXED_FLOATS, point),
      Math.log10(rate) + 3,
      k,
      Math.log2(units / 64),
      10 * dropout - 3,
      point["beta"] ?? point["decay"] ?? 2,
    ];
    return ackley(coordinates) + (MIXED_OFFSETS[optimizer] ?? 0) + Math.abs(loss - 1);
  },
};

export const PROBLEMS: readonly Problem[] = [BRANIN, HARTMANN, ACKLEY, MIXED];
