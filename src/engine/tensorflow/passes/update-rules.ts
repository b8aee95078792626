import type { Node, Value } from "../../graph/ir";
import type { ChangedState } from "./in-place";

/*
 * Patterns of the optimizers' arithmetic, as `src/gan/optimizers` writes it, that have a
 * `ResourceApply...` op.
 */

/** An optimizer's update of one weight, found in a graph. */
export interface UpdateMatch {
  weight: ChangedState;
  slots: ChangedState[];
  /** Whether TensorFlow's slot is the negative of ours. */
  negated: boolean;
  op: "ResourceApplyGradientDescent" | "ResourceApplyKerasMomentum";
  /** The op's inputs behind its variables. */
  inputs: readonly Value[];
  /** The nodes that the op replaces. */
  nodes: readonly Node[];
  /** The node that makes the next weight. */
  last: Node;
}

type Makers = ReadonlyMap<Value, Node>;
type States = ReadonlyMap<Value, ChangedState>;
type Rule = (
  weight: ChangedState,
  states: States,
  matcher: Matcher,
) => Pick<UpdateMatch, "op" | "slots" | "negated" | "inputs"> | undefined;

/** Follows values back through their producers, and remembers the nodes that it passes. */
class Matcher {
  readonly nodes = new Set<Node>();

  constructor(
    readonly shape: readonly number[],
    readonly makers: Makers,
  ) {}

  /** The two inputs of a value's producer, if that is a node of `op`. */
  operands(value: Value | undefined, op: string): readonly [Value, Value] | undefined {
    const node = value && this.makers.get(value);
    if (node?.op !== op) return undefined;
    this.nodes.add(node);
    const [a, b] = node.inputs;
    return a && b ? [a, b] : undefined;
  }

  /** The factors of a tensor of the weight's shape times a scalar. */
  scaled(value: Value | undefined): { tensor: Value; factor: Value } | undefined {
    const [tensor, factor] = this.operands(value, "Mul") ?? [];
    return tensor && factor && this.isFull(tensor) && factor.shape.length === 0
      ? { tensor, factor }
      : undefined;
  }

  /** What is subtracted from the weight. */
  step({ now, next }: ChangedState): Value | undefined {
    const [minuend, subtrahend] = this.operands(next, "Sub") ?? [];
    return minuend === now && subtrahend && this.isFull(subtrahend) ? subtrahend : undefined;
  }

  private isFull({ shape }: Value): boolean {
    return shape.length === this.shape.length && this.shape.every((size, i) => size === shape[i]);
  }
}

/** velocity <- momentum * velocity + rate * gradient; weight <- weight - velocity */
const momentum: Rule = (weight, states, matcher) => {
  const velocity = matcher.step(weight);
  const [first, second] = matcher.operands(velocity, "Add") ?? [];
  const old = matcher.scaled(first);
  const fresh = matcher.scaled(second);
  const slot = old && states.get(old.tensor);
  return slot && fresh && slot.next === velocity
    ? {
        op: "ResourceApplyKerasMomentum",
        slots: [slot],
        negated: true,
        inputs: [fresh.factor, fresh.tensor, old.factor],
      }
    : undefined;
};

/** weight <- weight - rate * direction */
const gradientDescent: Rule = (weight, _states, matcher) => {
  const direction = matcher.scaled(matcher.step(weight));
  return (
    direction && {
      op: "ResourceApplyGradientDescent",
      slots: [],
      negated: false,
      inputs: [direction.factor, direction.tensor],
    }
  );
};

const RULES: readonly Rule[] = [momentum, gradientDescent];

/** The first rule that the weight's update follows. */
export function matchUpdate(
  weight: ChangedState,
  states: States,
  makers: Makers,
): UpdateMatch | undefined {
  const last = makers.get(weight.next);
  if (!last) return undefined;
  for (const rule of RULES) {
    const matcher = new Matcher(weight.now.shape, makers);
    const match = rule(weight, states, matcher);
    if (match) return { ...match, weight, nodes: [...matcher.nodes], last };
  }
  return undefined;
}
