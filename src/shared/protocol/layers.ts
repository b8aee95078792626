import type { NetworkName } from "../run/run";
import { settingAt } from "./changes";

/*
 * The layers of networks as a person edits them in a page: settings as a config has them, which are
 * checked elsewhere.
 */

/** A layer of a config. */
export interface LayerSettings {
  type: string;
  [setting: string]: unknown;
}

/** The layers of a network; undefined where it is code of a person's own. */
export function layersIn(experiment: object, network: NetworkName): LayerSettings[] | undefined {
  const layers = settingAt(experiment, `${network}.layers`);
  return Array.isArray(layers) ? (layers as LayerSettings[]) : undefined;
}

const WIDTHS = ["units", "filters"] as const;

/**
 * The setting that says how many outputs, or channels of them, a layer makes; undefined where its
 * input says that. The `units` of a label are those of its classes' vectors.
 */
export function widthOf(layer: LayerSettings): { name: string; value: unknown } | undefined {
  const name = layer.type === "label" ? undefined : WIDTHS.find((width) => width in layer);
  return name === undefined ? undefined : { name, value: layer[name] };
}

/** A step from one width to the next is this part of the power of two below it, at least 1. */
const PART_OF_WIDTH = 8;

/** The next width above or below another one, a multiple of the step; at least 1. */
export function nextWidth(width: number, direction: 1 | -1): number {
  const inner = direction === 1 ? width : width - 1;
  const power = 2 ** Math.floor(Math.log2(Math.max(1, inner)));
  const step = Math.max(1, power / PART_OF_WIDTH);
  const count = width / step;
  return Math.max(1, step * (direction === 1 ? Math.floor(count) + 1 : Math.ceil(count) - 1));
}

/**
 * A layer to stand after that at `place`: a copy of the nearest up to there that has a width, which
 * leaves the size of pictures as it is.
 */
export function layerAfter(layers: readonly LayerSettings[], place: number): LayerSettings {
  const before = layers.slice(0, place + 1).findLast(widthOf);
  const model = before ?? layers.find(widthOf) ?? { type: "dense", units: 1 };
  return "strides" in model ? { ...model, strides: 1 } : { ...model };
}

/** What of a layer is told beside its type and its width. */
const TOLD = ["kernelSize", "strides", "factor", "rate", "pieces", "targetShape", "activation"];

/** The settings of a layer that say what it does, without those that mean nothing. */
export function toldSettings(layer: LayerSettings): [name: string, value: unknown][] {
  const inner = layer["layers"];
  return [
    ...(Array.isArray(inner) ? [["layers", inner.length] as [string, unknown]] : []),
    ...TOLD.filter((name) => name in layer && layer[name] !== "linear").map(
      (name): [string, unknown] => [name, layer[name]],
    ),
  ];
}
