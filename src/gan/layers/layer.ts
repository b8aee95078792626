import type { Layer, LayerOf } from "../../experiment/schema";
import { shapesAlong } from "../../experiment/layer-shapes";
import { type Shape } from "../../experiment/shapes";
import type { Tensor } from "../../tensor/tf";
import { fold } from "../random";
import { withPrefix, type State, subtree } from "../state";
import { mergeTrees, zip } from "../tree";
import { CONDITIONS } from "./conditions";
import { constrainLayer } from "./constraints";
import { CONVOLUTIONS } from "./convolution";
import { DENSE_LAYERS } from "./dense";
import type { InitContext } from "./initializers";
import { type Applied, type LayerKind, type LayerKinds, type Mode } from "./kind";
import { NORMALISATIONS } from "./normalisation";
import { POOLING } from "./pooling";
import { SIMPLE_LAYERS } from "./simple";

export type { Applied, Mode } from "./kind";

/** The names of values that gradients do not train. */
const STATISTICS = new Set(["movingMean", "movingVariance", "u"]);
export const isStatistic = (name: string): boolean =>
  STATISTICS.has(name.slice(name.lastIndexOf("/") + 1));

/** All types of layers. The residual block stands here, since it contains layers of all types. */
const LAYER_KINDS: LayerKinds<Layer["type"]> = {
  ...CONDITIONS,
  ...CONVOLUTIONS,
  ...DENSE_LAYERS,
  ...NORMALISATIONS,
  ...POOLING,
  ...SIMPLE_LAYERS,
  residual: {
    init: ({ layers, shortcut = [] }, input, context) => {
      const initBranch = (name: string, branch: readonly Layer[]) =>
        withPrefix(name, initLayers(branch, input, { ...context, key: fold(context.key, name) }));
      return { ...initBranch("layers", layers), ...initBranch("shortcut", shortcut) };
    },
    apply({ layers, shortcut = [] }, { x, weights, input, mode }) {
      const applyBranch = (name: string, branch: readonly Layer[]): Applied => {
        const own = mode.training ? { ...mode, key: fold(mode.key, name) } : mode;
        const { y, statistics } = applyLayers(branch, subtree(weights, name), x, input, own);
        return { y, statistics: withPrefix(name, statistics) };
      };
      const main = applyBranch("layers", layers);
      const skip = applyBranch("shortcut", shortcut);
      return { y: main.y.add(skip.y), statistics: { ...main.statistics, ...skip.statistics } };
    },
  },
};

const kindOf = (layer: Layer): LayerKind => LAYER_KINDS[layer.type];

/** The initial weights and statistics of a layer. `input` is the shape of one input sample. */
export const initLayer = (layer: Layer, input: Shape, context: InitContext): State =>
  kindOf(layer).init?.(layer, input, context) ?? {};

/** Applies a layer to a batch: x has shape [batch, ...input]. */
export const applyLayer = (
  layer: Layer,
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
): Applied => kindOf(layer).apply(layer, { x, weights, input, mode });

/* ---- sequences of layers, whose weights are named `0/kernel`, `1/kernel`, ... */

export function initLayers(layers: readonly Layer[], input: Shape, context: InitContext): State {
  const shapes = shapesAlong(layers, input, context.classes).slice(0, layers.length);
  return mergeTrees(
    zip(layers, shapes).map(([layer, shape], i) =>
      withPrefix(String(i), initLayer(layer, shape, { ...context, key: fold(context.key, i) })),
    ),
  );
}

/**
 * @param runLayer Calls `apply` for the i-th layer; the caller can wrap it in a scope or a `tidy`.
 */
export function applyLayers(
  layers: readonly Layer[],
  weights: State,
  x: Tensor,
  input: Shape,
  mode: Mode,
  runLayer: (i: number, layer: Layer, apply: () => Applied) => Applied = (_i, _layer, apply) =>
    apply(),
): Applied {
  const shapes = shapesAlong(layers, input, mode.labels?.shape[1]).slice(0, layers.length);
  const statistics: State = {};
  let y = x;
  for (const [i, [layer, shape]] of zip(layers, shapes).entries()) {
    const layerMode = mode.training ? { ...mode, key: fold(mode.key, i) } : mode;
    const applied = runLayer(i, layer, () =>
      applyLayer(layer, subtree(weights, String(i)), y, shape, layerMode),
    );
    y = applied.y;
    Object.assign(statistics, withPrefix(String(i), applied.statistics));
  }
  return { y, statistics };
}

/** Applies the weight constraints of all layers after an update. */
export const constrainLayers = (layers: readonly Layer[], weights: State): State =>
  mergeTrees([
    weights,
    ...layers.map((layer, i) => {
      const own = subtree(weights, String(i));
      const constrained =
        layer.type === "residual" ? constrainBlock(layer, own) : constrainLayer(layer, own);
      return withPrefix(String(i), constrained);
    }),
  ]);

function constrainBlock({ layers, shortcut = [] }: LayerOf<"residual">, weights: State): State {
  const constrainBranch = (name: string, branch: readonly Layer[]) =>
    withPrefix(name, constrainLayers(branch, subtree(weights, name)));
  return { ...constrainBranch("layers", layers), ...constrainBranch("shortcut", shortcut) };
}
