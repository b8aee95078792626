/*
 * Dense linear algebra in float64, in pieces: matrices are row by row in one array, and generators
 * yield the share that is done, so that other work is not held up by the cube of two thousand.
 */

/** Rows between two yields: a few tens of milliseconds at 2,000 columns. */
const PIECE = 16;
/** Multiplications, and rotations, between two yields, where rows cost unequally much. */
const MAX_MULTIPLICATIONS = 4e7;
const MAX_ROTATIONS = 1e6;

/** The sum of a[from + i] b[other + i] over `count` numbers. */
export function dot(
  a: Float64Array,
  from: number,
  b: Float64Array,
  other: number,
  count: number,
): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let i = 0;
  // Four sums of their own: one would wait for its own last addition each time.
  for (; i + 4 <= count; i += 4) {
    s += a[from + i]! * b[other + i]!;
    t += a[from + i + 1]! * b[other + i + 1]!;
    u += a[from + i + 2]! * b[other + i + 2]!;
    v += a[from + i + 3]! * b[other + i + 3]!;
  }
  for (; i < count; i++) s += a[from + i]! * b[other + i]!;
  return s + t + u + v;
}

/**
 * The upper triangular U with U^T U = A, for a symmetric A [n, n] without negative eigenvalues. A
 * pivot that is nothing but rounding counts as 0, and so does its row: A may be singular.
 */
export async function* triangularRoot(
  a: Float64Array,
  n: number,
): AsyncGenerator<number, Float64Array> {
  // Worked out as L = U^T, whose rows the sums go along.
  const l = new Float64Array(n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const nothing = largest * n * Number.EPSILON;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const pivot = l[j * n + j]!;
      l[i * n + j] = pivot === 0 ? 0 : (a[i * n + j]! - dot(l, i * n, l, j * n, j)) / pivot;
    }
    const rest = a[i * n + i]! - dot(l, i * n, l, i * n, i);
    l[i * n + i] = rest > nothing ? Math.sqrt(rest) : 0;
    if (i % PIECE === 0) yield i / n;
  }
  const u = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) u[j * n + i] = l[i * n + j]!;
  return u;
}

/** The sum of the singular values of M [n, n], which is used up. */
export async function* nuclearNorm(m: Float64Array, n: number): AsyncGenerator<number, number> {
  const { diagonal, above } = yield* bidiagonal(m, n);
  // A bidiagonal matrix with its transpose, interleaved, is a tridiagonal one with the eigenvalues
  // +-sigma.
  const off = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    off[2 * i] = diagonal[i]!;
    off[2 * i + 1] = above[i]!;
  }
  const eigenvalues = yield* tridiagonalEigenvalues(new Float64Array(2 * n), off);
  return eigenvalues.reduce((sum, value) => sum + Math.abs(value), 0) / 2;
}

/**
 * Diagonal and superdiagonal that reflections from both sides leave of M (Golub and Kahan 1965).
 * The sigma stay what they are to rounding, small ones too.
 */
async function* bidiagonal(
  m: Float64Array,
  n: number,
): AsyncGenerator<number, { diagonal: Float64Array; above: Float64Array }> {
  const diagonal = new Float64Array(n);
  const above = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  let since = 0;
  for (let k = 0; k < n; k++) {
    // From the left: column k becomes a multiple of a unit vector.
    for (let i = k; i < n; i++) v[i] = m[i * n + k]!;
    const left = reflection(v, k, n);
    diagonal[k] = left.value;
    if (left.factor !== 0) {
      w.fill(0, k + 1);
      for (let i = k; i < n; i++) add(w, k + 1, m, i * n + k + 1, n - k - 1, v[i]!);
      for (let i = k; i < n; i++) add(m, i * n + k + 1, w, k + 1, n - k - 1, -left.factor * v[i]!);
    }
    if (k + 1 < n) {
      // From the right: row k keeps one number beside the diagonal.
      for (let j = k + 1; j < n; j++) v[j] = m[k * n + j]!;
      const right = reflection(v, k + 1, n);
      above[k] = right.value;
      if (right.factor !== 0)
        for (let i = k + 1; i < n; i++)
          add(
            m,
            i * n + k + 1,
            v,
            k + 1,
            n - k - 1,
            -right.factor * dot(m, i * n + k + 1, v, k + 1, n - k - 1),
          );
    }
    since += 4 * (n - k) ** 2;
    if (since < MAX_MULTIPLICATIONS) continue;
    since = 0;
    // What is left to do falls with the cube.
    yield 1 - (1 - k / n) ** 3;
  }
  return { diagonal, above };
}

/**
 * v from `from` on becomes the vector of the reflection 1 - factor v v^T that takes it to (value,
 * 0, ..., 0).
 */
function reflection(v: Float64Array, from: number, n: number): { value: number; factor: number } {
  const length = Math.sqrt(dot(v, from, v, from, n - from));
  if (length === 0) return { value: 0, factor: 0 };
  const first = v[from]!;
  const value = first > 0 ? -length : length;
  v[from] = first - value;
  return { value, factor: 1 / (length * (length + Math.abs(first))) };
}

/** a[from + i] += factor b[other + i]. */
function add(
  a: Float64Array,
  from: number,
  b: Float64Array,
  other: number,
  count: number,
  factor: number,
): void {
  for (let i = 0; i < count; i++) a[from + i]! += factor * b[other + i]!;
}

/** Rounds of QL that an eigenvalue may take; two are usual. */
const MAX_ROUNDS = 60;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift (Golub and
 * Van Loan 2013, section 8.3). `diagonal` [n] becomes them; `off` [n] is used up, its last number
 * does not count.
 */
export async function* tridiagonalEigenvalues(
  diagonal: Float64Array,
  off: Float64Array,
): AsyncGenerator<number, Float64Array> {
  const n = diagonal.length;
  let since = 0;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let end = l;
      while (end < n - 1 && Math.abs(off[end]!) > Number.EPSILON * scaleAt(diagonal, off, end))
        end++;
      if (end === l) break;
      if (round === MAX_ROUNDS)
        throw new RangeError("the eigenvalues of a matrix cannot be worked out");
      chase(diagonal, off, l, end);
      since += end - l;
      if (since < MAX_ROTATIONS) continue;
      since = 0;
      yield 1;
    }
  }
  return diagonal;
}

/**
 * What an off-diagonal number is compared with: its neighbours on the diagonal, or where these are
 * 0 its neighbours beside it.
 */
const scaleAt = (diagonal: Float64Array, off: Float64Array, i: number): number => {
  const beside = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!);
  return beside > 0 ? beside : Math.abs(off[i - 1] ?? 0) + Math.abs(off[i + 1] ?? 0);
};

/**
 * One round on the block from l to end: a rotation at its lower end, and those that chase what it
 * leaves up to l.
 */
function chase(diagonal: Float64Array, off: Float64Array, l: number, end: number): void {
  const slope = (diagonal[l + 1]! - diagonal[l]!) / (2 * off[l]!);
  const shift = diagonal[l]! - off[l]! / (slope + (slope < 0 ? -1 : 1) * Math.hypot(slope, 1));
  let bulge = diagonal[end]! - shift;
  let sine = 1;
  let cosine = 1;
  let taken = 0;
  for (let i = end - 1; i >= l; i--) {
    const across = sine * off[i]!;
    const along = cosine * off[i]!;
    const length = Math.hypot(across, bulge);
    off[i + 1] = length;
    if (length === 0) {
      // The block falls apart here.
      diagonal[i + 1]! -= taken;
      off[end] = 0;
      return;
    }
    sine = across / length;
    cosine = bulge / length;
    const moved = diagonal[i + 1]! - taken;
    const turn = (diagonal[i]! - moved) * sine + 2 * cosine * along;
    taken = sine * turn;
    diagonal[i + 1] = moved + taken;
    bulge = cosine * turn - along;
  }
  diagonal[l]! -= taken;
  off[l] = bulge;
  off[end] = 0;
}
