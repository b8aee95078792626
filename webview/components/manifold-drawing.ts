import { cellDensities, cellsOf, nodesAt } from "../../src/shared/run/manifold";
import type { Manifold } from "../../src/shared/run/picture";
import { withAlpha } from "./colour";
import { placeOf, type Plot, type Square } from "./scatter-drawing";
import type { Theme } from "./theme";

/* Draws G's manifold: the latent grid as G warps it, denser where more latents go. */

/** Opacity of the least and the most dense cell, and of the lines of the grid. */
const FAINT = 0.06;
const DENSE = 0.75;
const LINE = 0.45;

/** What of a manifold is drawn: all of it, at a share of the way from the latent grid. */
export interface DrawnManifold {
  manifold: Manifold;
  /** From 0, the latent grid, to 1, where G puts it. */
  morph: number;
  /** The part of the plane over which the latent grid is laid. */
  bounds: Square;
  theme: Theme;
}

export function drawManifold(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { manifold, morph, bounds, theme }: DrawnManifold,
): void {
  const cells = cellsOf(manifold);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.lineWidth = manifold.rows === 1 ? 2 : 0.75;
  for (const sheet of manifold.sheets) {
    const nodes = nodesAt(manifold, sheet, morph, bounds);
    const opacities = opacitiesOf(cellDensities(manifold, nodes));
    cells.forEach((corners, i) => {
      const places = corners.map((node) => placeOf(plot, nodes[2 * node]!, nodes[2 * node + 1]!));
      if (places.flat().some((at) => !Number.isFinite(at))) return;
      context.beginPath();
      for (const [x, y] of places) context.lineTo(x, y);
      if (places.length > 2) {
        context.closePath();
        context.fillStyle = withAlpha(theme.generator, opacities?.[i] ?? FAINT);
        context.fill();
      }
      const line = places.length > 2 ? LINE : Math.max(LINE, opacities?.[i] ?? 1);
      context.strokeStyle = withAlpha(theme.generator, line);
      context.stroke();
    });
  }
  context.restore();
}

/**
 * The opacity of each cell by the square root of its density, the greatest densities left out:
 * where G folds, they have no bound.
 */
function opacitiesOf(densities: readonly number[] | undefined): number[] | undefined {
  if (!densities) return undefined;
  const finite = densities.filter(Number.isFinite).sort((a, b) => a - b);
  const top = finite[Math.floor(0.95 * (finite.length - 1))] ?? 1;
  return densities.map((density) => {
    const share = Number.isNaN(density) || top === 0 ? 0 : Math.min(1, density / top);
    return FAINT + (DENSE - FAINT) * Math.sqrt(share);
  });
}
