import type { Eigenvalue } from "./game";

/* The game of two networks at a place, in words. */

/** With ~ where it may be off by more than a hundredth. */
export function eigenvalueText({ re, im, residual }: Eigenvalue): string {
  const mark = residual > 0.01 * Math.hypot(re, im) ? "~" : "";
  const real = `${mark}${re.toPrecision(3)}`;
  return im === 0 ? real : `${real} ${im < 0 ? "-" : "+"} ${Math.abs(im).toPrecision(3)} i`;
}

/** How many of the leading eigenvalues of the Jacobian rotate, and how many repel. */
export function describeRotation(jacobian: readonly Eigenvalue[]): string {
  const { turning, repelling } = countsOf(jacobian);
  return (
    `${turning} of these ${jacobian.length} rotate (|imaginary| > |real|), and ${repelling} ` +
    `${repelling === 1 ? "repels" : "repel"} (real < 0).`
  );
}

/** What gradient descent with small steps does near a place. */
export type Pull = "attracts" | "rotates" | "repels" | "notFinite";

/** What the leading eigenvalues of the Jacobian tell; others may tell otherwise. */
export function pullOf(jacobian: readonly Eigenvalue[]): Pull {
  if (!jacobian.every(({ re, im }) => Number.isFinite(re) && Number.isFinite(im)))
    return "notFinite";
  const { turning, repelling } = countsOf(jacobian);
  if (repelling > 0) return "repels";
  return 2 * turning > jacobian.length ? "rotates" : "attracts";
}

function countsOf(jacobian: readonly Eigenvalue[]): { turning: number; repelling: number } {
  return {
    turning: jacobian.filter(({ re, im }) => Math.abs(im) > Math.abs(re)).length,
    repelling: jacobian.filter(({ re }) => re < 0).length,
  };
}
