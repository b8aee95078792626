import type { Graph, Node } from "../graph/ir";
import { makersOf } from "../graph/edges";
import { costOf, isHeavy } from "./costs";
import type { InPlaceUpdate } from "./in-place";

/*
 * TensorFlow starts what is ready in no particular order: it may well begin with what is needed last, and have one thread wait at the end for
 * what the other should have done first. So the order is planned here, by list scheduling: a thread that is free takes, of what is ready, that
 * with the longest way still to go.
 */

/**
 * Where a node may be begun only after another one: the heavy products and convolutions that one of `lanes` threads does, each after the one before.
 * `updates`: those that will be done in place, after which nobody can read a weight as it was.
 */
export function planLanes(graph: Graph, updates: readonly InPlaceUpdate[], lanes: number): ReadonlyMap<Node, Node> {
  const makers = makersOf(graph.nodes);
  const needs = new Map(graph.nodes.map((node) => [node, new Set(node.inputs.flatMap((input) => makers.get(input) ?? []))]));
  const users = new Map(graph.nodes.map((node): [Node, Set<Node>] => [node, new Set()]));
  for (const [node, needed] of needs) for (const maker of needed) users.get(maker)!.add(node);
  /** From a node's beginning to the step's end. */
  const wayToGo = new Map<Node, number>();
  for (const node of [...graph.nodes].reverse()) wayToGo.set(node, costOf(node) + Math.max(0, ...[...users.get(node)!].map((user) => wayToGo.get(user)!)));
  for (const { weight, readers } of updates) {
    for (const user of [...users.get(makers.get(weight.next)!)!]) {
      for (const reader of readers) {
        needs.get(user)!.add(reader);
        users.get(reader)!.add(user);
      }
    }
  }

  const readyAt = new Map(graph.nodes.filter((node) => needs.get(node)!.size === 0).map((node) => [node, 0]));
  const threads = Array.from({ length: lanes }, (): { freeAt: number; last?: Node } => ({ freeAt: 0 }));
  const done = new Map<Node, number>(), after = new Map<Node, Node>();
  while (readyAt.size > 0) {
    const thread = threads.reduce((first, other) => (other.freeAt < first.freeAt ? other : first));
    const now = Math.max(thread.freeAt, Math.min(...readyAt.values()));
    const [node] = [...readyAt].filter(([, time]) => time <= now).reduce((best, other) => (wayToGo.get(other[0])! > wayToGo.get(best[0])! ? other : best));
    readyAt.delete(node);
    thread.freeAt = now + costOf(node);
    done.set(node, thread.freeAt);
    if (isHeavy(node)) {
      if (thread.last) after.set(node, thread.last);
      thread.last = node;
    }
    for (const user of users.get(node)!) {
      const needed = [...needs.get(user)!];
      if (needed.every((maker) => done.has(maker))) readyAt.set(user, Math.max(...needed.map((maker) => done.get(maker)!)));
    }
  }
  return after;
}
