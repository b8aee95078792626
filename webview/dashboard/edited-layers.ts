import {
  layerAfter,
  type LayerSettings,
  layersIn,
  nextWidth,
  widthOf,
} from "../../src/shared/protocol/layers";
import { type ChangeProblem, isWithin } from "../../src/shared/protocol/changes";
import { NETWORKS, type NetworkName } from "../../src/shared/run/run";
import { valueOfText } from "../../src/shared/text/setting";
import type { NewSetting } from "../components/host";

/* The layers that a person edits, and what of an experiment they change. */

/** A layer with a number of its own, by which it is the same one wherever it stands. */
export interface EditedLayer {
  key: number;
  layer: LayerSettings;
}

/** The layers of both networks; a network as code has none. */
export type EditedLayers = Partial<Record<NetworkName, readonly EditedLayer[]>>;

/** What a person does to a layer. */
export type LayerEdit =
  | { kind: "width"; text: string }
  | { kind: "step"; direction: 1 | -1 }
  | { kind: "remove" | "add" };

/** The layers of an experiment, as they are at first. */
export function editedLayers(experiment: object): EditedLayers {
  return Object.fromEntries(
    NETWORKS.flatMap((network) => {
      const layers = layersIn(experiment, network);
      return layers ? [[network, layers.map((layer, key) => ({ key, layer }))]] : [];
    }),
  );
}

/** Layers after an edit of the one at `place`. */
export function withEdit(
  layers: readonly EditedLayer[],
  place: number,
  edit: LayerEdit,
): readonly EditedLayer[] {
  const edited = layers[place];
  if (!edited) return layers;
  switch (edit.kind) {
    case "remove":
      return layers.toSpliced(place, 1);
    case "add": {
      const layer = layerAfter(
        layers.map((one) => one.layer),
        place,
      );
      const key = 1 + Math.max(...layers.map((one) => one.key));
      return layers.toSpliced(place + 1, 0, { key, layer });
    }
    case "width":
      return layers.with(place, withWidth(edited, valueOfText(edit.text)));
    case "step": {
      const width = widthOf(edited.layer)?.value;
      const whole = typeof width === "number" && width >= 1 ? Math.round(width) : 1;
      return layers.with(place, withWidth(edited, nextWidth(whole, edit.direction)));
    }
  }
}

function withWidth({ key, layer }: EditedLayer, value: unknown): EditedLayer {
  const width = widthOf(layer);
  return width ? { key, layer: { ...layer, [width.name]: value } } : { key, layer };
}

/** The settings that edited layers change of an experiment. */
export const changedLayers = (experiment: object, edited: EditedLayers): NewSetting[] =>
  NETWORKS.flatMap((network) => {
    const value = edited[network]?.map(({ layer }) => layer);
    const isSame = JSON.stringify(value) === JSON.stringify(layersIn(experiment, network));
    return value === undefined || isSame ? [] : [{ path: `${network}.layers`, value }];
  });

/** What is wrong with the layer at a place of a network, if anything. */
export const problemOfLayer = (
  problems: readonly ChangeProblem[],
  network: NetworkName,
  place: number,
): string | undefined =>
  problems.find(({ path }) => isWithin(path, `${network}.layers.${place}`))?.message;

/** What is wrong with the new run otherwise. */
export const otherProblem = (
  problems: readonly ChangeProblem[],
  edited: EditedLayers,
): string | undefined =>
  problems.find(
    ({ path }) =>
      !NETWORKS.some((network) =>
        edited[network]?.some((_, place) => isWithin(path, `${network}.layers.${place}`)),
      ),
  )?.message;
