import type { Layer, LayerOf } from "../../experiment/schema";
import type { Shape } from "../../experiment/shapes";
import type { Tensor } from "../../tensor/tf";
import type { Key } from "../random";
import type { NetworkState } from "../state";
import type { Tree } from "../tree";
import type { InitContext } from "./initializers";

/* What a type of layer is: how its state starts and how it is applied. */

/** How a network runs. `labels` are the one-hot classes of a conditional GAN's samples. */
export type Mode = { labels?: Tensor | undefined } &
  /** Training uses dropout and the statistics of the batch. Every pass needs a key of its own. */
  (
    | { training: true; key: Key }
    /** Inference uses no dropout, and running statistics. */
    | { training: false }
  );

/** A layer's output, and in training the new values of its running statistics. */
export interface Applied {
  y: Tensor;
  stats: Tree;
}

/** What a layer is applied to: a batch x, [batch, ...input], and the layer's own state. */
export interface Pass extends NetworkState {
  x: Tensor;
  input: Shape;
  mode: Mode;
}

/** One type of layer. `input` is the shape of one input sample. */
export interface LayerKind<L extends Layer = Layer> {
  /** The initial parameters and statistics, for a layer that has any. */
  init?(layer: L, input: Shape, context: InitContext): NetworkState;
  apply(layer: L, pass: Pass): Applied;
}

/** The kinds of some types of layers. */
export type LayerKinds<T extends Layer["type"]> = { [K in T]: LayerKind<LayerOf<K>> };

/** The output of a layer without running statistics. */
export const plain = (y: Tensor): Applied => ({ y, stats: {} });
