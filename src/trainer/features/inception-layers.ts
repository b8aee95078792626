/*
 * The layers of Inception, and where its work is cut into pieces.
 */

export type Op =
  /** Convolution, batch normalisation and ReLU. */
  | {
      conv: string;
      out: number;
      size: readonly [height: number, width: number];
      strides: 1 | 2;
      padding: "same" | "valid";
    }
  | "average"
  | "maximum"
  | "halve"
  /** Each branch on the same input, side by side. */
  | { fork: readonly (readonly Op[])[] };

const conv = (
  name: string,
  out: number,
  size: number | readonly [number, number],
  padding: "same" | "valid" = "same",
  strides: 1 | 2 = 1,
): Op => ({
  conv: name,
  out,
  size: typeof size === "number" ? [size, size] : size,
  strides,
  padding,
});

const blockA = (name: string, pooled: number): Op => ({
  fork: [
    [conv(`${name}.branch1x1`, 64, 1)],
    [conv(`${name}.branch5x5_1`, 48, 1), conv(`${name}.branch5x5_2`, 64, 5)],
    [
      conv(`${name}.branch3x3dbl_1`, 64, 1),
      conv(`${name}.branch3x3dbl_2`, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 3),
    ],
    ["average", conv(`${name}.branch_pool`, pooled, 1)],
  ],
});

const blockB = (name: string): Op => ({
  fork: [
    [conv(`${name}.branch3x3`, 384, 3, "valid", 2)],
    [
      conv(`${name}.branch3x3dbl_1`, 64, 1),
      conv(`${name}.branch3x3dbl_2`, 96, 3),
      conv(`${name}.branch3x3dbl_3`, 96, 3, "valid", 2),
    ],
    ["halve"],
  ],
});

const blockC = (name: string, inner: number): Op => ({
  fork: [
    [conv(`${name}.branch1x1`, 192, 1)],
    [
      conv(`${name}.branch7x7_1`, inner, 1),
      conv(`${name}.branch7x7_2`, inner, [1, 7]),
      conv(`${name}.branch7x7_3`, 192, [7, 1]),
    ],
    [
      conv(`${name}.branch7x7dbl_1`, inner, 1),
      conv(`${name}.branch7x7dbl_2`, inner, [7, 1]),
      conv(`${name}.branch7x7dbl_3`, inner, [1, 7]),
      conv(`${name}.branch7x7dbl_4`, inner, [7, 1]),
      conv(`${name}.branch7x7dbl_5`, 192, [1, 7]),
    ],
    ["average", conv(`${name}.branch_pool`, 192, 1)],
  ],
});

const blockD = (name: string): Op => ({
  fork: [
    [conv(`${name}.branch3x3_1`, 192, 1), conv(`${name}.branch3x3_2`, 320, 3, "valid", 2)],
    [
      conv(`${name}.branch7x7x3_1`, 192, 1),
      conv(`${name}.branch7x7x3_2`, 192, [1, 7]),
      conv(`${name}.branch7x7x3_3`, 192, [7, 1]),
      conv(`${name}.branch7x7x3_4`, 192, 3, "valid", 2),
    ],
    ["halve"],
  ],
});

const blockE = (name: string, pool: "average" | "maximum"): Op => {
  const both = (branch: string): Op => ({
    fork: [[conv(`${name}.${branch}a`, 384, [1, 3])], [conv(`${name}.${branch}b`, 384, [3, 1])]],
  });
  return {
    fork: [
      [conv(`${name}.branch1x1`, 320, 1)],
      [conv(`${name}.branch3x3_1`, 384, 1), both("branch3x3_2")],
      [
        conv(`${name}.branch3x3dbl_1`, 448, 1),
        conv(`${name}.branch3x3dbl_2`, 384, 3),
        both("branch3x3dbl_3"),
      ],
      [pool, conv(`${name}.branch_pool`, 192, 1)],
    ],
  };
};

export const NETWORK: readonly Op[] = [
  conv("Conv2d_1a_3x3", 32, 3, "valid", 2),
  conv("Conv2d_2a_3x3", 32, 3, "valid"),
  conv("Conv2d_2b_3x3", 64, 3),
  "halve",
  conv("Conv2d_3b_1x1", 80, 1, "valid"),
  conv("Conv2d_4a_3x3", 192, 3, "valid"),
  "halve",
  blockA("Mixed_5b", 32),
  blockA("Mixed_5c", 64),
  blockA("Mixed_5d", 64),
  blockB("Mixed_6a"),
  blockC("Mixed_6b", 128),
  blockC("Mixed_6c", 160),
  blockC("Mixed_6d", 160),
  blockC("Mixed_6e", 192),
  blockD("Mixed_7a"),
  blockE("Mixed_7b", "average"),
  blockE("Mixed_7c", "maximum"),
];

/** Height, width and channels of what goes through the network. */
type Shape = readonly [height: number, width: number, channels: number];

interface Cost {
  /** Multiplications for one picture. */
  multiplications: number;
  shape: Shape;
}

/** What an op takes, and the shape that it makes of another. */
function costOf(op: Op, shape: Shape): Cost {
  const [height, width, channels] = shape;
  if (op === "average" || op === "maximum") return { multiplications: 0, shape };
  if (op === "halve") {
    const half = (side: number) => Math.floor((side - 3) / 2) + 1;
    return { multiplications: 0, shape: [half(height), half(width), channels] };
  }
  if ("fork" in op) {
    const branches = op.fork.map((branch) => costOfAll(branch, shape));
    const [first] = branches;
    if (!first) throw new Error("a fork without branches");
    const sum = branches.reduce((total, branch) => total + branch.shape[2], 0);
    return {
      multiplications: branches.reduce((sum, branch) => sum + branch.multiplications, 0),
      shape: [first.shape[0], first.shape[1], sum],
    };
  }
  const place = (side: number, size: number) =>
    op.padding === "same"
      ? Math.ceil(side / op.strides)
      : Math.floor((side - size) / op.strides) + 1;
  const made: Shape = [place(height, op.size[0]), place(width, op.size[1]), op.out];
  const each = op.size[0] * op.size[1] * channels;
  return { multiplications: made[0] * made[1] * made[2] * each, shape: made };
}

function costOfAll(ops: readonly Op[], shape: Shape): Cost {
  let sum = 0;
  let at = shape;
  for (const op of ops) {
    const cost = costOf(op, at);
    sum += cost.multiplications;
    at = cost.shape;
  }
  return { multiplications: sum, shape: at };
}

/** Neighbouring ops that one call of the engine runs. */
export interface Piece {
  ops: readonly Op[];
  /** For one picture. */
  multiplications: number;
}

/**
 * Cuts the network into pieces, each of as many ops as take at most `most` multiplications for one
 * picture. An op is not cut: where one alone takes more, it is a piece of its own.
 */
export function piecesOf(network: readonly Op[], input: Shape, most: number): Piece[] {
  const pieces: { ops: Op[]; multiplications: number }[] = [];
  let shape = input;
  for (const op of network) {
    const cost = costOf(op, shape);
    const last = pieces.at(-1);
    if (last && last.multiplications + cost.multiplications <= most) {
      last.ops.push(op);
      last.multiplications += cost.multiplications;
    } else pieces.push({ ops: [op], multiplications: cost.multiplications });
    shape = cost.shape;
  }
  return pieces;
}
