import { type DrawnConfig, drawnPointsOf, drawnRows } from "./drawn-data";
import type { Finding } from "./finding";
import {
  type Activation,
  type DataConfig,
  type Experiment,
  type Layer,
  layersOf,
  type NetworkConfig,
  normalisationOf,
  pixelRangeOf,
} from "./schema";

/* Whether what G can give covers the data: its last activation against the range of the values. */

/** The values that an activation can give, where they are bounded. */
const RANGES: Partial<Record<Activation, readonly [number, number]>> = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  tanh: [-1, 1],
  hardTanh: [-1, 1],
  softsign: [-1, 1],
  relu: [0, Infinity],
  relu6: [0, 6],
  softplus: [0, Infinity],
  logSigmoid: [-Infinity, 0],
  gelu: [-0.17, Infinity],
  swish: [-0.28, Infinity],
  mish: [-0.31, Infinity],
  hardSwish: [-0.375, Infinity],
};
/** How many standard deviations of a normal distribution count as its range. */
const TAILS = 3;

/** The values of data. `words`: what they are, such as `the points of ring`. */
export interface DataRange {
  low: number;
  high: number;
  words: string;
}

/** What the config alone tells; of arrays and unscaled tables, files tell the rest. */
export function checkOutputRange({
  data,
  generator,
}: Pick<Experiment, "data" | "generator">): Finding[] {
  const pixels = pixelRangeOf(data);
  if (pixels) return checkPixelRange(generator, pixels);
  if (normalisationOf(data)) return checkNormalised(generator);
  const range = rangeOf(data);
  return range ? checkReach(generator, range) : [];
}

/** Pixels of a known range: G's activation is to have exactly that range. */
export function checkPixelRange(
  generator: NetworkConfig,
  range: NonNullable<ReturnType<typeof pixelRangeOf>>,
): Finding[] {
  const fitting = range === "zeroToOne" ? "sigmoid" : "tanh";
  return warning(
    generator,
    (activation) => activation !== fitting,
    `but the pixels' range "${range}" is that of ${fitting}`,
    `use "activation": "${fitting}", or another range of the data`,
    fitting,
  );
}

function checkNormalised(generator: NetworkConfig): Finding[] {
  return warning(
    generator,
    (activation) => activation === "sigmoid" || activation === "tanh",
    "but normalised pixels go beyond [-1, 1]",
    'use "activation": "linear"',
    "linear",
  );
}

/** Values of any kind: G must be able to give them all. */
export function checkReach(generator: NetworkConfig, { low, high, words }: DataRange): Finding[] {
  // A rounding error is no value that cannot be reached.
  const margin = 1e-6 * (high - low);
  return warning(
    generator,
    (activation) => {
      const [least, most] = RANGES[activation] ?? [-Infinity, Infinity];
      return low < least - margin || high > most + margin;
    },
    `which cannot reach ${words}: they go from ${shown(low)} to ${shown(high)}`,
    'use "activation": "linear", or scale the data',
    "linear",
  );
}

/**
 * Pixels that an array holds as numbers, in [0, 1]: half of what tanh gives is never among them.
 */
export function checkFloatPixels(generator: NetworkConfig, range: DataRange): Finding[] {
  if (range.low < 0 || range.high > 1) return checkReach(generator, range);
  return warning(
    generator,
    (activation) => RANGES[activation]?.[0] === -1,
    `but ${range.words} go from ${shown(range.low)} to ${shown(range.high)}, the range of sigmoid`,
    'use "activation": "sigmoid", or scale the data to [-1, 1]',
    "sigmoid",
  );
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

function warning(
  generator: NetworkConfig,
  wrong: (activation: Activation) => boolean,
  what: string,
  hint: string,
  fitting: Activation,
): Finding[] {
  const last = lastActivation(layersOf(generator));
  if (!last || !wrong(last.activation)) return [];
  return [
    {
      severity: "warning",
      message: `the generator ends in ${last.activation}, ${what}`,
      hint,
      path: ["generator", "layers", last.index, "activation"],
      fix: {
        title: `Use "activation": "${fitting}"`,
        set: [{ path: ["generator", "layers", last.index, "activation"], value: fitting }],
      },
    },
  ];
}

/**
 * The activation that a network's outputs come from; undefined where the last layer that computes
 * has none.
 */
export function lastActivation(
  layers: readonly Layer[],
): { index: number; activation: Activation } | undefined {
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    if ("activation" in layer) return { index, activation: layer.activation };
    if (layer.type !== "reshape" && layer.type !== "flatten") return undefined;
  }
  return undefined;
}

/** Where the values of drawn data and of tables lie; undefined where files tell. */
function rangeOf(data: DataConfig): DataRange | undefined {
  if (data.source === "csv") return tableRange(data);
  const extent = extentOf(data);
  if (!extent) return undefined;
  const [low, high] = extent;
  return { low, high, words: `the values of ${data.source}` };
}

function tableRange(data: Extract<DataConfig, { source: "csv" }>): DataRange | undefined {
  const numeric = data.columns.some(({ type }) => type === "numeric");
  if (numeric && !data.standardise) return undefined;
  return numeric
    ? { low: -TAILS, high: TAILS, words: "the standardised columns" }
    : { low: 0, high: 1, words: "the columns" };
}

function extentOf(data: DataConfig): readonly [number, number] | undefined {
  const around = (reach: number, stddev = 0): [number, number] => [
    -reach - TAILS * stddev,
    reach + TAILS * stddev,
  ];
  switch (data.source) {
    case "gaussian":
      return [data.mean - TAILS * data.stddev, data.mean + TAILS * data.stddev];
    case "gaussianMixture1d": {
      const reach = (i: number) => TAILS * (data.stddevs[i] ?? 0);
      return [
        Math.min(...data.means.map((mean, i) => mean - reach(i))),
        Math.max(...data.means.map((mean, i) => mean + reach(i))),
      ];
    }
    case "uniform":
      return [data.low, data.high];
    case "ring":
    case "spiral":
    case "swissRoll":
    case "circles":
      return around(data.radius, data.stddev);
    case "grid":
      return around((data.spacing * (data.side - 1)) / 2, data.stddev);
    case "twoMoons":
      return [-1 - TAILS * data.stddev, 2 + TAILS * data.stddev];
    case "checkerboard":
      return around((data.spacing * data.side) / 2);
    case "line": {
      const ends = [...data.from, ...data.to];
      const tail = TAILS * data.stddev;
      return [Math.min(...ends) - tail, Math.max(...ends) + tail];
    }
    case "curve":
    case "points":
      return data.points && extentOfDrawing(data);
    default:
      return undefined;
  }
}

function extentOfDrawing(data: DrawnConfig): readonly [number, number] {
  const values =
    data.source === "curve"
      ? drawnRows(data).map(([x = 0]) => x)
      : drawnPointsOf(data).flatMap(({ x, y, spread }) => [
          Math.min(x, y) - TAILS * spread,
          Math.max(x, y) + TAILS * spread,
        ]);
  return [Math.min(...values), Math.max(...values)];
}
