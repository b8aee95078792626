import type { Node } from "../../graph/ir";
import { makersOf } from "../../graph/edges";
import { costOf, isHeavy, isLong, isRandom } from "./costs";
import type { Fused } from "./fuse";
import type { InPlaceUpdate } from "./in-place";

/*
 * TensorFlow starts what is ready in no particular order: it may well begin with what is needed last, and have one thread wait at the end for
 * what the other should have done first. So the order is planned here, by list scheduling: a thread that is free takes, of what is ready, that
 * with the longest way still to go.
 */

/**
 * Where a node may be begun only after another one: the products, random numbers and updates in place that one of `lanes` threads does, if they are long, each
 * after the one before. The rest is left to TensorFlow: held to an order from rough costs it took longer.
 * @param updates those that are done in place, when nobody needs a weight any more as it was.
 * @param fused what is one operation, by the last node of each.
 */
export function scheduleWorkers(
  nodes: readonly Node[],
  updates: readonly InPlaceUpdate[],
  fused: ReadonlyMap<Node, Fused>,
  lanes: number,
): ReadonlyMap<Node, Node> {
  const inPlace = new Set(updates.map(({ node }) => node));
  const all = [...nodes, ...inPlace];
  const makers = makersOf(all);
  const needs = new Map(
    all.map((node) => [node, new Set(node.inputs.flatMap((input) => makers.get(input) ?? []))]),
  );
  for (const { node, readers } of updates)
    for (const reader of readers) needs.get(node)!.add(reader);
  /** What a product does on the way takes no time of its own. */
  const joined = new Set<Node>();
  for (const { product, addition, activation } of fused.values()) {
    const own = [product, addition, ...(activation ? [activation] : [])];
    for (const node of own.slice(1)) {
      joined.add(node);
      for (const maker of needs.get(node)!)
        if (!own.includes(maker)) needs.get(product)!.add(maker);
    }
  }
  const cost = (node: Node): number => (joined.has(node) ? 0 : costOf(node));
  const users = new Map(all.map((node): [Node, Set<Node>] => [node, new Set()]));
  for (const [node, needed] of needs) for (const maker of needed) users.get(maker)!.add(node);

  /** From a node's beginning to the step's end. */
  const criticalPathLength = new Map<Node, number>();
  for (const node of topologicallySorted(all, needs, users).reverse())
    criticalPathLength.set(
      node,
      cost(node) +
        Math.max(0, ...[...users.get(node)!].map((user) => criticalPathLength.get(user)!)),
    );

  const readyAt = new Map(
    all.filter((node) => needs.get(node)!.size === 0).map((node) => [node, 0]),
  );
  const threads = Array.from({ length: lanes }, (): { freeAt: number; last?: Node } => ({
    freeAt: 0,
  }));
  const done = new Map<Node, number>();
  const after = new Map<Node, Node>();
  while (readyAt.size > 0) {
    const thread = threads.reduce((first, other) => (other.freeAt < first.freeAt ? other : first));
    const now = Math.max(thread.freeAt, Math.min(...readyAt.values()));
    const [node] = [...readyAt]
      .filter(([, time]) => time <= now)
      .reduce((best, other) =>
        criticalPathLength.get(other[0])! > criticalPathLength.get(best[0])! ? other : best,
      );
    readyAt.delete(node);
    thread.freeAt = now + cost(node);
    done.set(node, thread.freeAt);
    if (isHeavy(node) || (isLong(node) && (isRandom(node) || inPlace.has(node)))) {
      if (thread.last) after.set(node, thread.last);
      thread.last = node;
    }
    for (const user of users.get(node)!) {
      const needed = [...needs.get(user)!];
      if (needed.every((maker) => done.has(maker)))
        readyAt.set(user, Math.max(...needed.map((maker) => done.get(maker)!)));
    }
  }
  return after;
}

/** The nodes, each after those that it needs. */
function topologicallySorted(
  nodes: readonly Node[],
  needs: ReadonlyMap<Node, ReadonlySet<Node>>,
  users: ReadonlyMap<Node, ReadonlySet<Node>>,
): Node[] {
  const missing = new Map(nodes.map((node) => [node, needs.get(node)!.size]));
  const order = nodes.filter((node) => missing.get(node) === 0);
  // It grows while it is gone through.
  for (const node of order) {
    for (const user of users.get(node)!) {
      missing.set(user, missing.get(user)! - 1);
      if (missing.get(user) === 0) order.push(user);
    }
  }
  return order;
}
