import type { ScatterPicture } from "../../src/shared/run/picture";
import type { LegendItem } from "./legend";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

/* The layers of a picture of 2-D data: what each is, and which of them a picture has. */

/** Layers that colour each place. One of them is shown at a time. */
export const HEAT_LAYERS = ["d", "dOptimal", "difference", "pGenerator"] as const;
export type HeatLayer = (typeof HEAT_LAYERS)[number];

/** What of a scatter picture can be shown or hidden, in the order of the legend. */
export const SCATTER_LAYERS = ["real", "generated", "descent", "manifold", ...HEAT_LAYERS] as const;
export type ScatterLayer = (typeof SCATTER_LAYERS)[number];

/** What is shown until a person chooses otherwise. */
export const SHOWN_AT_FIRST: readonly ScatterLayer[] = ["real", "generated", "d"];

const isHeat = (layer: ScatterLayer): layer is HeatLayer =>
  HEAT_LAYERS.some((one) => one === layer);

/** The layer that colours the places, if one is shown and the picture has it. */
export const shownHeat = (
  picture: ScatterPicture,
  shown: readonly ScatterLayer[],
): HeatLayer | undefined =>
  layersOf(picture)
    .filter(isHeat)
    .find((layer) => shown.includes(layer));

/** The layers of a picture. Those of earlier versions have the first three. */
export function layersOf({ heat, descent, manifold }: ScatterPicture): ScatterLayer[] {
  const there: Record<ScatterLayer, unknown> = {
    real: true,
    generated: true,
    d: true,
    descent,
    manifold,
    pGenerator: heat.pGenerator,
    dOptimal: heat.dOptimal,
    difference: heat.dOptimal,
  };
  return SCATTER_LAYERS.filter((layer) => there[layer] !== undefined);
}

/** The shown layers with one switched on or off; another that colours the places gives way to it. */
export function switched(shown: readonly ScatterLayer[], layer: ScatterLayer): ScatterLayer[] {
  if (shown.includes(layer)) return shown.filter((other) => other !== layer);
  const kept = isHeat(layer) ? shown.filter((other) => !isHeat(other)) : shown;
  return [...kept, layer];
}

/** Kept layers, which may come from another version of the extension. */
export function restoreLayers(kept: unknown): ScatterLayer[] {
  const { shownLayers, hiddenLayers } = (
    typeof kept === "object" && kept !== null ? kept : {}
  ) as Record<string, unknown>;
  if (Array.isArray(shownLayers))
    return SCATTER_LAYERS.filter((layer) => shownLayers.includes(layer));
  const hidden: readonly unknown[] = Array.isArray(hiddenLayers) ? hiddenLayers : [];
  return SHOWN_AT_FIRST.filter((layer) => !hidden.includes(layer));
}

/** How the legend shows each layer, and what it says of it. */
export function legendOf(
  picture: ScatterPicture,
  theme: Theme,
): Partial<Record<ScatterLayer, LegendItem>> {
  const colour = (rgb: readonly number[]) => `rgb(${rgb.join(", ")})`;
  const looks: Record<ScatterLayer, Pick<LegendItem, "colour" | "shape">> = {
    real: { colour: theme.foreground, shape: "circle" },
    generated: { colour: theme.generator, shape: "triangle" },
    descent: { colour: theme.mark, shape: "solid" },
    manifold: { colour: theme.generator, shape: "thin" },
    d: { colour: colour(theme.heat.high), shape: "square" },
    dOptimal: { colour: colour(theme.heat.high), shape: "square" },
    difference: { colour: colour(theme.heat.low), shape: "square" },
    pGenerator: { colour: theme.generator, shape: "square" },
  };
  return Object.fromEntries(
    layersOf(picture).map((layer) => [
      layer,
      { ...looks[layer], label: STRINGS.layers[layer], help: helpOf(picture, layer) },
    ]),
  );
}

function helpOf({ manifold }: ScatterPicture, layer: ScatterLayer): string {
  const help = STRINGS.layerHelp[layer];
  return layer === "manifold" && manifold && !manifold.shares
    ? `${help} ${STRINGS.manifoldSlice}`
    : help;
}
