import type { CriticRange, ScatterPicture } from "../../src/shared/run/picture";
import { divergingMap, parseColour, type Rgb } from "./colour";
import type { HeatLayer } from "./scatter-layers";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

/* The colours of the places of a picture of 2-D data: D, its optimum, how far it is from it, p_g. */

/** What colours the places: a share of [0, 1] for each cell, NaN where it is not told. */
export interface Heat {
  shares: readonly number[];
  colours(share: number): Rgb;
  /** The values that 0 and 1 stand for. */
  range: CriticRange;
  label: string;
}

/** Of p_g the quantile of the cells with samples that is drawn as the greatest. */
const TOP = 0.98;

export function heatOf({ heat, critic }: ScatterPicture, layer: HeatLayer, theme: Theme): Heat {
  const { low, centre, high } = theme.heat;
  const colours = divergingMap(low, centre, high);
  const label = STRINGS.layers[layer];
  const probability = { min: 0, max: 1 };
  const optimal = (heat.dOptimal ?? []).map((value) => value ?? NaN);
  switch (layer) {
    case "d":
      return { shares: heat.values, colours, range: critic ?? probability, label };
    case "dOptimal":
      return { shares: optimal, colours, range: probability, label };
    case "difference":
      return {
        shares: optimal.map((best, i) => ((heat.values[i] ?? NaN) - best + 1) / 2),
        colours,
        range: { min: -1, max: 1 },
        label,
      };
    case "pGenerator": {
      const density = heat.pGenerator ?? [];
      const top = quantile(density, TOP);
      const ramp = divergingMap(centre, centre, parseColour(theme.generator) ?? high);
      return {
        shares: density.map((value) => Math.min(1, value / top)),
        colours: (share) => ramp((1 + share) / 2),
        range: { min: 0, max: top },
        label,
      };
    }
  }
}

function quantile(values: readonly number[], share: number): number {
  const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
  return positive[Math.floor(share * (positive.length - 1))] ?? 1;
}

/**
 * One pixel for each cell of the grid, to be scaled by the browser. Rows go from yMin up, those of
 * a picture down. What is not told is transparent.
 */
export function heatMap(
  { heat: { columns, rows } }: ScatterPicture,
  { shares, colours }: Heat,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const pixels = context.createImageData(columns, rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const share = shares[row * columns + column] ?? NaN;
      const at = ((rows - 1 - row) * columns + column) * 4;
      pixels.data.set(colours(share), at);
      pixels.data[at + 3] = Number.isNaN(share) ? 0 : 255;
    }
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}
