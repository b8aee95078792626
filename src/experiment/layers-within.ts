import type { Path } from "./parse";
import type { Layer } from "./schema";

/*
 * The layers of a network with those inside residual blocks, for checks that look at all of them.
 */

/**
 * Layers and those inside residual blocks, each with its path from the network on: `["layers", 2,
 * "shortcut", 0]`.
 */
export function layersWithin(
  layers: readonly Layer[],
  path: Path = ["layers"],
): { layer: Layer; path: Path }[] {
  return layers.flatMap((layer, i) => {
    const here = [...path, i];
    if (layer.type !== "residual") return [{ layer, path: here }];
    return [
      { layer, path: here },
      ...layersWithin(layer.layers, [...here, "layers"]),
      ...layersWithin(layer.shortcut ?? [], [...here, "shortcut"]),
    ];
  });
}
