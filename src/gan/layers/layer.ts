import type { Layer, LayerOf } from "../../experiment/schema";
import { shapesAlong } from "../../experiment/layer-shapes";
import { type Shape } from "../../experiment/shapes";
import type { Tensor } from "../../tensor/tf";
import { fold } from "../random";
import { asPart, mergeParts, type NetworkState, partOf } from "../state";
import { mergeTrees, subtree, type Tree, withPrefix, zip } from "../tree";
import { CONDITIONS } from "./conditions";
import { constrainLayer } from "./constraints";
import { CONVOLUTIONS } from "./convolution";
import { DENSE_LAYERS } from "./dense";
import type { InitContext } from "./initializers";
import { type Applied, type LayerKind, type LayerKinds, type Mode } from "./kind";
import { NORMALISATIONS } from "./normalisation";
import { POOLING } from "./pooling";
import { SIMPLE_LAYERS } from "./simple";

/* All types of layers, and networks of them run layer by layer. */

export type { Applied, Mode } from "./kind";

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
        asPart(name, initLayers(branch, input, { ...context, key: fold(context.key, name) }));
      return mergeParts([initBranch("layers", layers), initBranch("shortcut", shortcut)]);
    },
    apply({ layers, shortcut = [] }, pass) {
      const { x, input, mode } = pass;
      const applyBranch = (name: string, branch: readonly Layer[]): Applied => {
        const own = mode.training ? { ...mode, key: fold(mode.key, name) } : mode;
        const { y, stats } = applyLayers(branch, partOf(pass, name), x, input, own);
        return { y, stats: withPrefix(name, stats) };
      };
      const main = applyBranch("layers", layers);
      const skip = applyBranch("shortcut", shortcut);
      return { y: main.y.add(skip.y), stats: { ...main.stats, ...skip.stats } };
    },
  },
};

const kindOf = (layer: Layer): LayerKind => LAYER_KINDS[layer.type];

/** The initial state of a layer. `input` is the shape of one input sample. */
export const initLayer = (layer: Layer, input: Shape, context: InitContext): NetworkState =>
  kindOf(layer).init?.(layer, input, context) ?? mergeParts([]);

/** Applies a layer to a batch: x has shape [batch, ...input]. */
export const applyLayer = (
  layer: Layer,
  state: NetworkState,
  x: Tensor,
  input: Shape,
  mode: Mode,
): Applied => kindOf(layer).apply(layer, { x, ...state, input, mode });

/* ---- sequences of layers, whose tensors are named `0/kernel`, `1/kernel`, ... */

export function initLayers(
  layers: readonly Layer[],
  input: Shape,
  context: InitContext,
): NetworkState {
  const shapes = shapesAlong(layers, input, context.classes).slice(0, layers.length);
  return mergeParts(
    zip(layers, shapes).map(([layer, shape], i) =>
      asPart(String(i), initLayer(layer, shape, { ...context, key: fold(context.key, i) })),
    ),
  );
}

/**
 * @param runLayer Calls `apply` for the i-th layer; the caller can wrap it in a scope or a `tidy`.
 */
export function applyLayers(
  layers: readonly Layer[],
  state: NetworkState,
  x: Tensor,
  input: Shape,
  mode: Mode,
  runLayer: (i: number, layer: Layer, apply: () => Applied) => Applied = (_i, _layer, apply) =>
    apply(),
): Applied {
  const shapes = shapesAlong(layers, input, mode.labels?.shape[1]).slice(0, layers.length);
  const stats: Tree = {};
  let y = x;
  for (const [i, [layer, shape]] of zip(layers, shapes).entries()) {
    const layerMode = mode.training ? { ...mode, key: fold(mode.key, i) } : mode;
    const applied = runLayer(i, layer, () =>
      applyLayer(layer, partOf(state, String(i)), y, shape, layerMode),
    );
    y = applied.y;
    Object.assign(stats, withPrefix(String(i), applied.stats));
  }
  return { y, stats };
}

/** Applies the weight constraints of all layers after an update. */
export const constrainLayers = (layers: readonly Layer[], params: Tree): Tree =>
  mergeTrees([
    params,
    ...layers.map((layer, i) => {
      const own = subtree(params, String(i));
      const constrained =
        layer.type === "residual" ? constrainBlock(layer, own) : constrainLayer(layer, own);
      return withPrefix(String(i), constrained);
    }),
  ]);

function constrainBlock({ layers, shortcut = [] }: LayerOf<"residual">, params: Tree): Tree {
  const constrainBranch = (name: string, branch: readonly Layer[]) =>
    withPrefix(name, constrainLayers(branch, subtree(params, name)));
  return { ...constrainBranch("layers", layers), ...constrainBranch("shortcut", shortcut) };
}
