import type { Tensor } from "../tensor/tf";

/*
 * Trees are records of named values: parameters, gradients, optimizer slots. These helpers iterate
 * over them, as JAX's `tree_map` does, and fail where two trees do not have the same names.
 */

export type Tree = Record<string, Tensor>;

/** The entries whose names begin with `prefix/`, without that prefix. */
export function subtree<T>(tree: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value]),
  );
}

/** The same entries under names that begin with `prefix/`. */
export function withPrefix<T>(
  prefix: string,
  tree: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [`${prefix}/${name}`, value]),
  );
}

/** The entry of a tree with a name that it must have. */
export function entry<T>(tree: Readonly<Record<string, T>>, name: string): T {
  // A module may call a weight `constructor`, which every object inherits.
  const value = Object.hasOwn(tree, name) ? tree[name] : undefined;
  if (value === undefined) {
    throw new Error(`"${name}" is missing among ${Object.keys(tree).join(", ") || "no entries"}`);
  }
  return value;
}

/** Applies `f` to every value. */
export function mapTree<A, B>(
  tree: Readonly<Record<string, A>>,
  f: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, f(value, name)]));
}

/** Applies `f` to the values of two trees that have the same name, for every name of the first. */
export function zipTrees<A, B, C>(
  a: Readonly<Record<string, A>>,
  b: Readonly<Record<string, B>>,
  f: (a: A, b: B, name: string) => C,
): Record<string, C> {
  return mapTree(a, (value, name) => f(value, entry(b, name), name));
}

/**
 * Applies `f` to the values of three trees that have the same name, for every name of the first.
 */
export function zipTrees3<A, B, C, D>(
  a: Readonly<Record<string, A>>,
  b: Readonly<Record<string, B>>,
  c: Readonly<Record<string, C>>,
  f: (a: A, b: B, c: C) => D,
): Record<string, D> {
  return mapTree(a, (value, name) => f(value, entry(b, name), entry(c, name)));
}

/** All entries of several trees in one. Where names are the same, the later tree counts. */
export function mergeTrees<T>(trees: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.fromEntries(trees.flatMap((tree) => Object.entries(tree)));
}

/**
 * The name of a parameter beside a tensor of our own, where both have the same name. A module names
 * its parameters as it likes, but none can begin with `~`.
 */
const displaced = (own: string): string => `~${own}`;

/** A tree of parameters with one more tensor, our own `name`. */
export function withOwn<T>(
  tree: Readonly<Record<string, T>>,
  name: string,
  value: T,
): Record<string, T> {
  const entries = Object.entries(tree).map(([parameter, tensor]): [string, T] => [
    parameter === name ? displaced(name) : parameter,
    tensor,
  ]);
  return Object.fromEntries([...entries, [name, value]]);
}

/** The parameters of a tree that `withOwn` has made. */
export function besideOwn<T>(tree: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([parameter]) => parameter !== name)
      .map(([parameter, tensor]) => [parameter === displaced(name) ? name : parameter, tensor]),
  );
}

/** Pairs of the elements of two lists of the same length. */
export function zip<A, B>(a: readonly A[], b: readonly B[]): [A, B][] {
  if (a.length !== b.length) {
    throw new Error(`lists of ${a.length} and ${b.length} elements cannot be paired`);
  }
  return a.map((value, i) => [value, b[i] as B]);
}

/** The element of a list at an index that it must have. Negative indices count from the end. */
export function element<T>(list: readonly T[], index: number): T {
  const value = list.at(index);
  if (value === undefined) throw new Error(`a list of ${list.length} has no element ${index}`);
  return value;
}
