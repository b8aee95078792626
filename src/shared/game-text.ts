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
  const { turning, repelling, zero } = countsOf(jacobian);
  const parts = [
    `${turning} of these ${jacobian.length} rotate (|imaginary| > |real|)`,
    `${repelling} ${repelling === 1 ? "repels" : "repel"} (real < 0)`,
    ...(zero > 0 ? [`${zero} ${zero === 1 ? "is" : "are"} 0 but for rounding`] : []),
  ];
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}.`;
}

/** What gradient descent with small steps does near a place. */
export type Pull = "attracts" | "rotates" | "repels" | "notFinite";

/** What the leading eigenvalues of the Jacobian tell; others may tell otherwise. */
export function pullOf(jacobian: readonly Eigenvalue[]): Pull {
  if (!jacobian.every(({ re, im }) => Number.isFinite(re) && Number.isFinite(im)))
    return "notFinite";
  const { turning, repelling, zero } = countsOf(jacobian);
  if (repelling > 0) return "repels";
  return 2 * turning > jacobian.length - zero ? "rotates" : "attracts";
}

/** The share of the largest eigenvalue that float32 may make of 0. */
const ROUNDING = 1e-5;

function countsOf(
  jacobian: readonly Eigenvalue[],
): Record<"turning" | "repelling" | "zero", number> {
  const sizeOf = ({ re, im }: Eigenvalue) => Math.hypot(re, im);
  const rounding = ROUNDING * Math.max(0, ...jacobian.map(sizeOf));
  const known = jacobian.filter((one) => sizeOf(one) > rounding);
  const isRepelling = ({ re, residual }: Eigenvalue) => re < -Math.max(rounding, residual);
  return {
    turning: known.filter(({ re, im }) => Math.abs(im) > Math.abs(re)).length,
    repelling: known.filter(isRepelling).length,
    zero: jacobian.filter((one) => sizeOf(one) <= rounding).length,
  };
}
