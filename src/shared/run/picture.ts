/*
 * What a sample picture shows, as numbers: `samples/step-00001000.json`, beside the PNG of the same
 * name. The dashboard draws from it.
 */

interface LeftOut {
  /**
   * How many samples hold numbers that are not finite: they cannot be drawn. Left out where there
   * are none.
   */
  notFinite?: number;
}

/**
 * What G makes of a grid of latents: the points of which all its samples are. The grid spans the
 * first one or two latent directions, with the others at 0.
 */
export interface Manifold {
  /** Nodes along the first direction, and along the second, which has one where there is none. */
  columns: number;
  rows: number;
  /** The grid runs from -reach to reach along each direction. */
  reach: number;
  /**
   * The probability of a latent coordinate to lie between a node and the next; left out where
   * areas tell nothing of p_g, since the grid is a slice of the latents or its image a projection.
   */
  shares?: number[];
  /**
   * G's sample at each node, row by row: x0, x1, ... of 1-D data, x0, y0, x1, y1, ... of others.
   * Of a conditional GAN one list for each class, else one.
   */
  sheets: number[][];
}

/** Some samples of G, and where its loss tells it to move each. */
interface Descent {
  /**
   * Of each of the first generated samples the direction of steepest descent of G's loss: minus the
   * gradient, by the sample, of its own term of the mean. D is held fixed.
   */
  descent?: number[];
  manifold?: Manifold;
}

/** Goodfellow et al. 2014, figure 1: densities and D over the same points `x` of 1-D data. */
export interface DensityPicture extends LeftOut, Descent {
  kind: "density";
  step: number;
  x: number[];
  pData: number[];
  pGenerator: number[];
  /** D(x), a probability; of a critic its share of `critic`. */
  d: number[];
  /**
   * D*(x) = pData / (pData + pGenerator), moved by what the labels and packing of the objective
   * make of it. A critic has none.
   */
  dOptimal?: number[];
  critic?: CriticRange;
  /** Some examples and samples, one number each. */
  real?: number[];
  generated?: number[];
}

/**
 * Where D is no probability (Wasserstein, hinge, relativistic average): the outputs that are shown
 * as 0 and as 1.
 */
export interface CriticRange {
  min: number;
  max: number;
}

/**
 * Points of 2-D data, real and generated, over D's value on a grid. Points are flat: x0, y0, x1,
 * y1, ...
 */
export interface ScatterPicture extends LeftOut, Descent {
  kind: "scatter";
  step: number;
  real: number[];
  generated: number[];
  heat: {
    xMin: number;
    xMax: number;
    yMin: number;
    yMax: number;
    columns: number;
    rows: number;
    /** D as a probability, row by row from yMin up; of a critic its share of `critic`. */
    values: number[];
    /** p_g, its mean over each cell, from samples. */
    pGenerator?: number[];
    /**
     * D* of the means of p_data and p_g over each cell, where p_data is known; null where so few
     * points of both lie that samples cannot tell it.
     */
    dOptimal?: (number | null)[];
  };
  critic?: CriticRange;
}

/** Pictures in a grid, with the nearest training example of each where the data is a finite set. */
export interface ImagesPicture extends LeftOut {
  kind: "images";
  step: number;
  layout: GridLayout;
  /**
   * For each sample, its nearest training example: row in the data set and Euclidean distance in
   * pixels of range [0, 1]; of pictures without a common range, in training values.
   */
  nearest?: { index: number; distance: number }[];
  /** How many training examples there are. Left out by earlier versions. */
  examples?: number;
  /**
   * The median distance of a training example to the nearest of the others, or of some of them,
   * as `nearest` has it. Left out by earlier versions.
   */
  apart?: number;
  /**
   * How many of the nearest examples are of each class, and how many of all training examples. Left
   * out where examples have no classes, and by earlier versions.
   */
  classCounts?: { nearest: number[]; examples: number[] };
  /**
   * The mean distance between the samples over that between as many training examples: 1 where they
   * are as varied. Left out where a sample is not finite, and by earlier versions.
   */
  spread?: number;
  /** Of a conditional GAN the names of the classes: sample i is of class i modulo their number. */
  classes?: string[];
}

export type Picture = DensityPicture | ScatterPicture | ImagesPicture;

/** A grid of equal tiles, in pixels. Tile i is at row floor(i / columns), column i % columns. */
export interface GridLayout {
  count: number;
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  /** Empty pixels between tiles and around them. */
  gap: number;
}

/**
 * The squarest grid for `count` tiles; of samples that are of `classes` classes in turn the
 * squarest in which a column is of one class.
 */
export function gridLayout(
  count: number,
  tileWidth: number,
  tileHeight: number,
  classes = 1,
): GridLayout {
  const side = Math.ceil(Math.sqrt(count));
  const columns = Math.min(count, classes * Math.max(1, Math.round(side / classes)));
  return { count, columns, rows: Math.ceil(count / columns), tileWidth, tileHeight, gap: 2 };
}

/** The name of sample i's class, of a conditional GAN. */
export const classOfSample = ({ classes }: ImagesPicture, i: number): string | undefined =>
  classes?.[i % classes.length];

/** Left and top of tile `i`, in pixels. */
export function tileOrigin(layout: GridLayout, i: number): { left: number; top: number } {
  const column = i % layout.columns;
  const row = Math.floor(i / layout.columns);
  return {
    left: layout.gap + column * (layout.tileWidth + layout.gap),
    top: layout.gap + row * (layout.tileHeight + layout.gap),
  };
}

export function gridSize(layout: GridLayout): { width: number; height: number } {
  return {
    width: layout.gap + layout.columns * (layout.tileWidth + layout.gap),
    height: layout.gap + layout.rows * (layout.tileHeight + layout.gap),
  };
}

/**
 * `step-00001000`. Beyond eight digits such names do not sort as the steps do: whoever orders them
 * goes by `stepOfName`.
 */
export function stepName(step: number): string {
  return `step-${String(step).padStart(8, "0")}`;
}

/**
 * The step of a file's name that `stepName` made; undefined of other files, and of those that do
 * not end with `suffix`.
 */
export function stepOfName(name: string, suffix = ""): number | undefined {
  const digits = /^step-(\d{8,16})(?=\.)/.exec(name);
  if (!digits) return undefined;
  const step = Number(digits[1]);
  const rest = name.slice(digits[0].length);
  return stepName(step) === digits[0] && (suffix === "" || rest === suffix) ? step : undefined;
}
