/** What to do about a word that the schema does not know: the word that was probably meant. */

/** What to do about a problem, and the text that would be right where that is known. */
export interface Remedy {
  hint: string;
  replacement?: string;
}

export const NO_REMEDY: Remedy = { hint: "" };

/** `did you mean "x"?` for a slip of the finger, else the whole choice. */
export function remedyFor(given: string, options: readonly string[]): Remedy {
  const close = closest(given, options);
  if (close) return { hint: `did you mean "${close}"?`, replacement: JSON.stringify(close) };
  const hint = options.length > 0 ? `use one of: ${options.join(", ")}` : "remove it";
  return { hint };
}

/** The choice that a word may be a slip of the finger for. */
export const closest = (given: string, options: readonly string[]): string | undefined =>
  options.find((option) => isSlip(given, option));

/** Whether a word differs from another by at most a quarter of its letters, or by one. */
function isSlip(given: string, meant: string): boolean {
  const most = Math.max(1, Math.floor(meant.length / 4));
  if (Math.abs(given.length - meant.length) > most) return false;
  return editDistance(given.toLowerCase(), meant.toLowerCase()) <= most;
}

/** Damerau's edit distance: letters left out, added, replaced, or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = (last[j - 1] ?? Infinity) + (isSame ? 0 : 1);
      const removed = (last[j] ?? Infinity) + 1;
      const added = (row[j - 1] ?? Infinity) + 1;
      const swapped = isSwapped ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min(replaced, removed, added, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last.at(-1) ?? Infinity;
}
