import { type Graph, type Node, sizeOf, type Value } from "../../graph/ir";
import { makersOf, usersOf } from "../../graph/edges";
import { matchUpdate } from "./update-rules";

/*
 * In-place variable updates: TensorFlow's `ResourceApply...` ops replace the arithmetic of an
 * optimizer. As separate ops a momentum update makes four passes over the weight, its slot and its
 * gradient; a `ResourceApply...` op makes one. `ResourceApplyAdam` is not used: it rounds otherwise
 * than the textbook formula, and Adam turns that into another sign where a gradient is almost 0.
 */

/**
 * The smallest weight, in numbers, that is updated in place: the arithmetic of a smaller one stays
 * in the processor's cache.
 */
const MIN_NUMBERS = 1 << 15;

/** A state that the step changes. */
export interface ChangedState {
  name: string;
  now: Value;
  next: Value;
}

export interface InPlaceUpdate {
  /** The `ResourceApply...` op. Its outputs are the next values of the weight and of its slots. */
  node: Node;
  weight: ChangedState;
  slots: ChangedState[];
  /**
   * Whether the slots' variables hold negated values: TensorFlow's momentum adds its slot to the
   * weight, ours subtracts it.
   */
  negated: boolean;
  /** Nodes that read the old weight: they run before the update (write-after-read hazard). */
  readers: Node[];
}

export interface SplitGraph {
  updates: InPlaceUpdate[];
  /**
   * The states that are updated in place, by name; `negated`: the variable holds the negated value.
   */
  inPlace: ReadonlyMap<string, { negated: boolean }>;
  /**
   * The graph without the updates' nodes and states. The next values of weights remain, without a
   * node that makes them.
   */
  rest: Graph;
}

/**
 * Finds the updates of large weights by momentum, or by a rate times any direction, that can be
 * done in place: no other node reads the values inside the update, and every read of the old weight
 * can precede it.
 */
export function splitUpdates(graph: Graph): SplitGraph {
  const makers = makersOf(graph.nodes);
  const changed = changedStates(graph);
  const order = new PartialOrder(graph, makers);
  const usage = new Usage(graph);
  const updates: InPlaceUpdate[] = [];
  const replaced = new Set<Node>();
  for (const weight of changed.values()) {
    if (sizeOf(weight.now.shape) < MIN_NUMBERS) continue;
    const match = matchUpdate(weight, changed, makers);
    if (!match || !usage.isPrivate(match)) continue;
    const { nodes, last, op, inputs, slots, negated } = match;
    const readers = usage.outside(weight.now, nodes);
    if (!order.add(readers, usage.outside(weight.next, nodes))) continue;
    for (const node of nodes) replaced.add(node);
    const outputs = [weight.next, ...slots.map(({ next }) => next)] as const;
    const node = { op, inputs, outputs, attributes: {}, source: last.source };
    updates.push({ weight, slots, negated, node, readers });
  }
  const inPlace = statesOf(updates);
  return {
    updates,
    inPlace,
    rest: {
      ...graph,
      nodes: graph.nodes.filter((node) => !replaced.has(node)),
      outputs: new Map([...graph.outputs].filter(([name]) => !inPlace.has(name))),
    },
  };
}

/** States that the step changes, keyed by their value before it. */
function changedStates(graph: Graph): ReadonlyMap<Value, ChangedState> {
  const changed = new Map<Value, ChangedState>();
  for (const [name, next] of graph.outputs) {
    const now = graph.inputs.get(name);
    if (now && now !== next) changed.set(now, { name, now, next });
  }
  return changed;
}

const statesOf = (updates: readonly InPlaceUpdate[]): SplitGraph["inPlace"] =>
  new Map(
    updates.flatMap(({ weight, slots, negated }) => [
      [weight.name, { negated: false }] as const,
      ...slots.map(({ name }) => [name, { negated }] as const),
    ]),
  );

/** The reads of a graph's values. */
class Usage {
  readonly #users: ReadonlyMap<Value, readonly Node[]>;
  readonly #outputs: readonly Value[];

  constructor(graph: Graph) {
    this.#users = usersOf(graph.nodes);
    this.#outputs = [...graph.outputs.values()];
  }

  /** Nodes that read a value and are not among `nodes`. */
  outside(value: Value, nodes: readonly Node[]): Node[] {
    return (this.#users.get(value) ?? []).filter((node) => !nodes.includes(node));
  }

  /** Whether values inside an update, and its slots, are read by the update alone. */
  isPrivate({ nodes, weight, slots }: NonNullable<ReturnType<typeof matchUpdate>>): boolean {
    const inner = nodes.flatMap(({ outputs }) => outputs).filter((value) => value !== weight.next);
    return (
      inner.every(
        (value) =>
          this.outside(value, nodes).length === 0 &&
          this.#timesOutput(value) === Number(slots.some(({ next }) => next === value)),
      ) &&
      slots.every(({ now }) => this.outside(now, nodes).length === 0) &&
      this.#timesOutput(weight.next) === 1 &&
      [weight, ...slots].every(({ now }) => this.#timesOutput(now) === 0)
    );
  }

  #timesOutput(value: Value): number {
    return this.#outputs.filter((output) => output === value).length;
  }
}

/** The order in which nodes run: after their producers, and after the nodes that `add` names. */
class PartialOrder {
  readonly #before: ReadonlyMap<Node, Node[]>;

  constructor(graph: Graph, makers: ReadonlyMap<Value, Node>) {
    this.#before = new Map(
      graph.nodes.map((node) => [node, node.inputs.flatMap((input) => makers.get(input) ?? [])]),
    );
  }

  /**
   * Makes all of `later` wait for all of `earlier`. Returns false, and changes nothing, if that
   * would be a cycle.
   */
  add(earlier: readonly Node[], later: readonly Node[]): boolean {
    const wanted = new Set(later);
    const seen = new Set<Node>();
    const open = [...earlier];
    for (let node = open.pop(); node; node = open.pop()) {
      if (wanted.has(node)) return false;
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...(this.#before.get(node) ?? []));
    }
    for (const node of later) this.#before.get(node)?.push(...earlier);
    return true;
  }
}
