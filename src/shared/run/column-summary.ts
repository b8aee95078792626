/* Finds the few rows of a long column that draw the same line as all of them. */

/**
 * The rows of a stretch that draw its line (Jugel et al. 2014, "M4"), and one that cannot be drawn.
 * -1: there is none.
 */
export interface StretchRows {
  first: number;
  low: number;
  high: number;
  last: number;
  gap: number;
}

/** How many rows, or nodes of the level below, a node of the tree stands for. */
const FAN = 32;
const FIELDS = 5;

/** The nodes of one level: `FIELDS` rows each. Node n stands for the rows from n * `rows` on. */
interface Level {
  rows: number;
  nodes: Int32Array;
  length: number;
}

/**
 * A tree over a column that grows, which finds the rows that draw any stretch of it in time that
 * depends on the logarithm of its length. Rows are summarised once, when they come.
 */
export class ColumnSummary {
  readonly #levels: Level[] = [];
  #values: Float64Array = new Float64Array(0);

  /** @param positive whether values at or below zero are gaps, as on a logarithmic axis. */
  constructor(readonly positive = false) {}

  /** Takes in the rows that were added; `values` must begin with what it had at the last call. */
  extend(values: Float64Array): this {
    this.#values = values;
    for (let depth = 0; ; depth++) {
      const children = depth === 0 ? values.length : this.#levels[depth - 1]?.length;
      const nodes = Math.floor((children ?? 0) / FAN);
      if (nodes === 0) return this;
      this.#grow(depth, nodes);
    }
  }

  /** The rows that draw [start, end). */
  stretch(start: number, end: number): StretchRows {
    const found: StretchRows = { first: -1, low: -1, high: -1, last: -1, gap: -1 };
    let row = start;
    while (row < end) {
      const level = this.#largestNodeAt(row, end);
      if (!level) takeRow(found, this.#values, row++, this.positive);
      else {
        this.#takeNode(found, level, row / level.rows);
        row += level.rows;
      }
    }
    return found;
  }

  #largestNodeAt(row: number, end: number): Level | undefined {
    let largest: Level | undefined;
    for (const level of this.#levels) {
      const fits =
        row % level.rows === 0 && row + level.rows <= end && row / level.rows < level.length;
      if (!fits) return largest;
      largest = level;
    }
    return largest;
  }

  #grow(depth: number, nodes: number): void {
    const level = (this.#levels[depth] ??= {
      rows: FAN ** (depth + 1),
      nodes: new Int32Array(FIELDS * 32),
      length: 0,
    });
    if (nodes * FIELDS > level.nodes.length) {
      const larger = new Int32Array(Math.max(nodes * FIELDS, level.nodes.length * 2));
      larger.set(level.nodes);
      level.nodes = larger;
    }
    for (; level.length < nodes; level.length++) {
      const { first, low, high, last, gap } = this.#summarise(depth, level.length);
      level.nodes.set([first, low, high, last, gap], level.length * FIELDS);
    }
  }

  #summarise(depth: number, node: number): StretchRows {
    const found: StretchRows = { first: -1, low: -1, high: -1, last: -1, gap: -1 };
    const below = this.#levels[depth - 1];
    for (let child = node * FAN; child < (node + 1) * FAN; child++) {
      if (below) this.#takeNode(found, below, child);
      else takeRow(found, this.#values, child, this.positive);
    }
    return found;
  }

  #takeNode(into: StretchRows, { nodes }: Level, node: number): void {
    const at = node * FIELDS;
    const gap = nodes[at + 4] ?? -1;
    if (gap >= 0) into.gap = gap;
    // The rows of a node in their order: what is taken last is the last.
    for (const field of [0, 1, 2]) {
      const row = nodes[at + field] ?? -1;
      if (row >= 0) takeRow(into, this.#values, row, this.positive);
    }
    const last = nodes[at + 3] ?? -1;
    if (last >= 0) into.last = last;
  }
}

/** Takes a row that comes after those taken already into what draws a stretch. */
export function takeRow(
  into: StretchRows,
  values: ArrayLike<number>,
  row: number,
  positive: boolean,
): void {
  const value = values[row] ?? NaN;
  if (!drawable(value, positive)) {
    into.gap = row;
    return;
  }
  if (into.first < 0) {
    into.first = row;
    into.low = row;
    into.high = row;
  }
  if (value < (values[into.low] ?? NaN)) into.low = row;
  if (value > (values[into.high] ?? NaN)) into.high = row;
  into.last = row;
}

/** Whether a line can pass through a value. */
export function drawable(value: number, positive: boolean): boolean {
  return Number.isFinite(value) && (!positive || value > 0);
}
