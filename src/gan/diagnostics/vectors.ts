import { concat, split, type Tensor } from "../../tensor/tf";
import { NETWORKS } from "../../shared/run/run";
import type { GameVector } from "../game";
import { type Tree, zip } from "../tree";

/* Vectors of the space of all weights as one tensor each, G's weights first. */

/** The number of numbers in a tree. */
export const sizeOf = (tree: Tree): number =>
  Object.values(tree).reduce((sum, { size }) => sum + size, 0);

/** All numbers of a tree, [n]. */
export const flatTree = (tree: Tree): Tensor =>
  concat(Object.values(tree).map((tensor) => tensor.flatten()));

/** The tree with the names and shapes of `like` whose numbers are `flat`. */
export function treeOf(like: Tree, flat: Tensor): Tree {
  const tensors = Object.entries(like);
  const parts = split(
    flat,
    tensors.map(([, { size }]) => size),
  );
  return Object.fromEntries(
    zip(tensors, parts).map(([[name, { shape }], part]) => [name, part.reshape(shape)]),
  );
}

/** All numbers of a vector, [n]. */
export const flatVector = (vector: GameVector): Tensor =>
  concat(NETWORKS.map((player) => flatTree(vector[player])));

/** The vector with the names and shapes of `like` whose numbers are `flat`. */
export function vectorOf(like: GameVector, flat: Tensor): GameVector {
  const [generator, discriminator] = split(flat, [
    sizeOf(like.generator),
    sizeOf(like.discriminator),
  ]) as [Tensor, Tensor];
  return {
    generator: treeOf(like.generator, generator),
    discriminator: treeOf(like.discriminator, discriminator),
  };
}
