import type { Node } from "../../graph/ir";
import { makersOf } from "../../graph/edges";
import { costOf, isHeavy, isLong, isRandom } from "./costs";
import type { Fused } from "./fuse";
import type { InPlaceUpdate } from "./in-place";

/*
 * List scheduling on a few workers by critical path length. TensorFlow's executor starts ready ops
 * in no particular order: it may start with what is needed last, and leave one worker idle at the
 * end. So the order is simulated here from rough costs: a free worker takes the ready node with the
 * longest path to the step's end.
 */

/** The nodes to schedule, and the edges between them. */
interface Dependencies {
  nodes: readonly Node[];
  /** The nodes that each node waits for. */
  producers: ReadonlyMap<Node, ReadonlySet<Node>>;
  /** The nodes that wait for each node. */
  consumers: ReadonlyMap<Node, ReadonlySet<Node>>;
  /** Microseconds; 0 for what is part of a fused product. */
  cost(node: Node): number;
}

const NONE: ReadonlySet<Node> = new Set();

/**
 * For each long product, random draw and in-place update, the one that the same worker runs before
 * it. The order of the other nodes is left to TensorFlow: a fixed order from rough costs took
 * longer.
 * @param updates in-place updates; each waits for the readers of the old weight.
 * @param fused nodes that are one operation, keyed by the last of them.
 */
export function scheduleWorkers(
  nodes: readonly Node[],
  updates: readonly InPlaceUpdate[],
  fused: ReadonlyMap<Node, Fused>,
  workers: number,
): ReadonlyMap<Node, Node> {
  const inPlace = new Set(updates.map(({ node }) => node));
  const graph = dependencies([...nodes, ...inPlace], updates, fused);
  const isOrdered = (node: Node): boolean =>
    isHeavy(node) || (isLong(node) && (isRandom(node) || inPlace.has(node)));
  return simulate(graph, workers, isOrdered);
}

function dependencies(
  nodes: readonly Node[],
  updates: readonly InPlaceUpdate[],
  fused: ReadonlyMap<Node, Fused>,
): Dependencies {
  const makers = makersOf(nodes);
  const producers = new Map(
    nodes.map((node) => [node, new Set(node.inputs.flatMap((input) => makers.get(input) ?? []))]),
  );
  for (const { node, readers } of updates)
    for (const reader of readers) producers.get(node)?.add(reader);
  const free = new Set<Node>();
  for (const { product, addition, activation } of fused.values()) {
    const followers = [addition, ...(activation ? [activation] : [])];
    for (const node of followers) {
      free.add(node);
      for (const producer of producers.get(node) ?? NONE)
        if (producer !== product && !followers.includes(producer))
          producers.get(product)?.add(producer);
    }
  }
  const consumers = new Map(nodes.map((node): [Node, Set<Node>] => [node, new Set()]));
  for (const [node, needed] of producers)
    for (const producer of needed) consumers.get(producer)?.add(node);
  return { nodes, producers, consumers, cost: (node) => (free.has(node) ? 0 : costOf(node)) };
}

/**
 * Runs the nodes on simulated workers. Returns, for each ordered node, the ordered node before it
 * on the same worker.
 */
function simulate(
  graph: Dependencies,
  workers: number,
  isOrdered: (node: Node) => boolean,
): ReadonlyMap<Node, Node> {
  const { nodes, consumers, cost } = graph;
  const pathLength = criticalPathLengths(graph);
  const producersOf = (node: Node) => [...(graph.producers.get(node) ?? NONE)];
  const ready = new Map(
    nodes.filter((node) => producersOf(node).length === 0).map((node) => [node, 0]),
  );
  const threads = Array.from({ length: workers }, (): { freeAt: number; last?: Node } => ({
    freeAt: 0,
  }));
  const finished = new Map<Node, number>();
  const previous = new Map<Node, Node>();
  while (ready.size > 0) {
    const thread = threads.reduce((first, other) => (other.freeAt < first.freeAt ? other : first));
    const now = Math.max(thread.freeAt, Math.min(...ready.values()));
    const node = [...ready]
      .filter(([, time]) => time <= now)
      .map(([candidate]) => candidate)
      .reduce((best, other) => (pathLength(other) > pathLength(best) ? other : best));
    ready.delete(node);
    thread.freeAt = now + cost(node);
    finished.set(node, thread.freeAt);
    if (isOrdered(node)) {
      if (thread.last) previous.set(node, thread.last);
      thread.last = node;
    }
    for (const consumer of consumers.get(node) ?? NONE) {
      const needed = producersOf(consumer);
      const times = needed.flatMap((producer) => finished.get(producer) ?? []);
      if (times.length === needed.length) ready.set(consumer, Math.max(...times));
    }
  }
  return previous;
}

/** The cost of the longest path from the start of each node to the end of the step. */
function criticalPathLengths(graph: Dependencies): (node: Node) => number {
  const lengths = new Map<Node, number>();
  const lengthOf = (node: Node): number => lengths.get(node) ?? 0;
  for (const node of topologicallySorted(graph).reverse()) {
    const following = [...(graph.consumers.get(node) ?? NONE)].map(lengthOf);
    lengths.set(node, graph.cost(node) + Math.max(0, ...following));
  }
  return lengthOf;
}

function topologicallySorted({ nodes, producers, consumers }: Dependencies): Node[] {
  const missing = new Map(nodes.map((node) => [node, producers.get(node)?.size ?? 0]));
  const order = nodes.filter((node) => missing.get(node) === 0);
  // The array grows while it is iterated.
  for (const node of order) {
    for (const consumer of consumers.get(node) ?? NONE) {
      const left = (missing.get(consumer) ?? 0) - 1;
      missing.set(consumer, left);
      if (left === 0) order.push(consumer);
    }
  }
  return order;
}
