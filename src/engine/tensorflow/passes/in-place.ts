import { type Graph, type Node, sizeOf, type Value } from "../../graph/ir";
import { makersOf, usersOf } from "../../graph/edges";

/*
 * Updates of weights that TensorFlow can do in its variables. As arithmetic an update by momentum goes over a weight, its slot and its
 * gradient four times, each time from one part of memory to another; TensorFlow's `ResourceApply...` ops go over them once.
 * `ResourceApplyAdam` is left alone: it rounds otherwise than the textbook's formula, of which Adam makes another sign where a gradient is all but 0.
 */

/** Numbers from which on a weight is worth it: of a small one the arithmetic stays in the processor's cache, and takes less time than variables do. */
const MANY_NUMBERS = 1 << 15;

/** A state and the value that the step gives it. */
export interface Moved {
  name: string;
  now: Value;
  next: Value;
}

export interface InPlaceUpdate {
  /** The op that does it: its inputs behind the variables, and as outputs what the weight and its slots become. */
  node: Node;
  weight: Moved;
  slots: Moved[];
  /** TensorFlow's momentum adds its slot to the weight, ours subtracts it: its variable holds the negative. */
  negated: boolean;
  /** Nodes that must be done with the weight before it is moved. */
  readers: Node[];
}

export interface Split {
  updates: InPlaceUpdate[];
  /** The states that they move, by name; `negated`: the variable holds the negative. */
  inPlace: ReadonlyMap<string, { negated: boolean }>;
  /** The graph without what the updates do: neither their nodes nor their states. The weights' next values are left as values without a node. */
  rest: Graph;
}

/** Finds the updates of a step that can be done in place: those by textbook momentum and by a rate times anything, of large weights that nobody needs as they were. */
export function splitUpdates(graph: Graph): Split {
  const makers = makersOf(graph.nodes);
  const users = usersOf(graph.nodes);
  const moved = new Map<Value, Moved>();
  for (const [name, next] of graph.outputs) {
    const now = graph.inputs.get(name);
    if (now && now !== next) moved.set(now, { name, now, next });
  }
  const timesNamed = (value: Value): number =>
    [...graph.outputs.values()].filter((output) => output === value).length;
  const order = new Order(graph, makers);

  const updates: InPlaceUpdate[] = [];
  const replaced = new Set<Node>();
  for (const weight of moved.values()) {
    const found =
      sizeOf(weight.now.shape) < MANY_NUMBERS ? undefined : matched(weight, moved, makers);
    if (!found) continue;
    const { nodes, op, inputs, ...update } = found;
    const own = new Set(nodes);
    const states = [weight, ...update.slots];
    const outside = (value: Value) => (users.get(value) ?? []).filter((node) => !own.has(node));
    const inner = nodes.flatMap(({ outputs }) => outputs).filter((value) => value !== weight.next);
    const isPrivate =
      inner.every(
        (value) =>
          outside(value).length === 0 &&
          timesNamed(value) === Number(update.slots.some(({ next }) => next === value)),
      ) &&
      update.slots.every(({ now }) => outside(now).length === 0) &&
      timesNamed(weight.next) === 1 &&
      states.every(({ now }) => timesNamed(now) === 0);
    const readers = outside(weight.now);
    if (!isPrivate || !order.put(readers, outside(weight.next))) continue;
    for (const node of nodes) replaced.add(node);
    const node = {
      op,
      inputs,
      outputs: states.map(({ next }) => next),
      attributes: {},
      source: makers.get(weight.next)!.source,
    };
    updates.push({ ...update, node, readers });
  }
  const inPlace = new Map(
    updates.flatMap(({ weight, slots, negated }) => [
      [weight.name, { negated: false }] as const,
      ...slots.map(({ name }) => [name, { negated }] as const),
    ]),
  );
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

/** Which nodes wait for which: for what they take, and for what must be done before. */
class Order {
  private readonly before = new Map<Node, Node[]>();

  constructor(graph: Graph, makers: ReadonlyMap<Value, Node>) {
    for (const node of graph.nodes)
      this.before.set(
        node,
        node.inputs.flatMap((input) => makers.get(input) ?? []),
      );
  }

  /** Has all of `later` wait for all of `earlier`, unless some of the earlier wait for some of the later. */
  put(earlier: readonly Node[], later: readonly Node[]): boolean {
    const wanted = new Set(later);
    const seen = new Set<Node>();
    const open = [...earlier];
    for (let node = open.pop(); node; node = open.pop()) {
      if (wanted.has(node)) return false;
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...this.before.get(node)!);
    }
    for (const node of later) this.before.get(node)!.push(...earlier);
    return true;
  }
}

type Match = Omit<InPlaceUpdate, "node" | "readers"> &
  Pick<Node, "inputs"> & {
    op: "ResourceApplyGradientDescent" | "ResourceApplyKerasMomentum";
    nodes: Node[];
  };

/** The update of a weight by one of the two rules, written as `src/gan/optimizers` does: momentum, or a rate times any direction. */
function matched(
  weight: Moved,
  moved: ReadonlyMap<Value, Moved>,
  makers: ReadonlyMap<Value, Node>,
): Match | undefined {
  const { shape } = weight.now;
  /** The inputs of the node of that op which makes a value, remembered as one of the update's. */
  const nodes: Node[] = [];
  const made = (value: Value | undefined, op: string): readonly Value[] | undefined => {
    const node = value && makers.get(value);
    if (node?.op !== op) return undefined;
    nodes.push(node);
    return node.inputs;
  };
  const isFull = (value: Value | undefined): boolean =>
    value?.shape.length === shape.length && shape.every((size, i) => size === value.shape[i]);
  /** A full tensor times a number. */
  const scaled = (value: Value | undefined): { of: Value; by: Value } | undefined => {
    const factors = made(value, "Mul");
    return factors && isFull(factors[0]) && factors[1]!.shape.length === 0
      ? { of: factors[0]!, by: factors[1]! }
      : undefined;
  };
  const attempt = (rule: () => Omit<Match, "nodes" | "weight"> | undefined): Match | undefined => {
    nodes.length = 0;
    const found = rule();
    return found && { ...found, weight, nodes: [...new Set(nodes)] };
  };
  const step = (): Value | undefined => {
    const difference = made(weight.next, "Sub");
    return difference?.[0] === weight.now && isFull(difference[1]) ? difference[1] : undefined;
  };

  return (
    attempt(() => {
      // velocity <- momentum * velocity + rate * gradient
      const velocity = step();
      const terms = made(velocity, "Add");
      const old = scaled(terms?.[0]);
      const fresh = scaled(terms?.[1]);
      const slot = old && moved.get(old.of);
      return slot && fresh && slot.next === velocity
        ? {
            op: "ResourceApplyKerasMomentum",
            slots: [slot],
            negated: true,
            inputs: [fresh.by, fresh.of, old.by],
          }
        : undefined;
    }) ??
    attempt(() => {
      const direction = scaled(step());
      return (
        direction && {
          op: "ResourceApplyGradientDescent",
          slots: [],
          negated: false,
          inputs: [direction.by, direction.of],
        }
      );
    })
  );
}
