import { flag } from "../../graph/attributes";
import { type Data, firstInput, type Graph, type Node, sizeAt, type Value } from "../../graph/ir";
import { makersOf } from "../../graph/edges";
import { costOf, isHeavy, isProduct } from "./costs";

/*
 * The split-batch pass splits a large product or convolution on the critical path along the batch
 * axis, one part for each of two workers. An example is D's first product on G's last samples:
 * nothing else is ready beside it. Row-wise ops that follow (biases, activations, dropout) are
 * split as well; other consumers read the concatenated parts. The numbers are those of the unsplit
 * graph.
 */

/** Ops that compute each number from the numbers at the same place. */
const ELEMENTWISE = new Set(
  (
    "Abs Cast Elu Exp Expm1 LeakyRelu Log Log1p Neg Reciprocal Relu Relu6 Rsqrt Select " +
    "Selu Sigmoid Sign Softplus Sqrt " +
    "Square Tanh ReluGrad LeakyReluGrad EluGrad TanhGrad SigmoidGrad SoftplusGrad Add Sub " +
    "Mul RealDiv Maximum Minimum " +
    "Pow SquaredDifference Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd " +
    "LogicalOr LogicalNot"
  ).split(" "),
);
const REDUCTIONS = new Set(["Sum", "Mean", "Max", "Min"]);
/** The index of the input that states the shape of an op's output. */
const SHAPE_INPUT: Readonly<Record<string, number>> = { Reshape: 1, Conv2DBackpropInput: 0 };

/**
 * For each input of a product or convolution, whether it has the output's batch axis; undefined if
 * the op sums over the batch.
 */
function batchInputs(node: Node): boolean[] | undefined {
  switch (node.op) {
    case "MatMul":
      return flag(node, "transpose_a") ? undefined : [true, false];
    case "Conv2D":
      return [true, false];
    case "Conv2DBackpropInput":
      return [false, false, true];
    default:
      return undefined;
  }
}

type Parts = readonly [Value, Value];

/** The shape of one of two parts along the batch axis. */
const partShape = ({ shape: [rows = 0, ...row] }: Value): number[] => [rows / 2, ...row];
const partOf = (value: Value): Value => ({ type: value.type, shape: partShape(value) });
const both = <T>(make: (part: 0 | 1) => T): readonly [T, T] => [make(0), make(1)];

/**
 * The graph with the products on its critical path, and the row-wise ops behind them, split along
 * the batch axis.
 */
export function splitBatch(graph: Graph): Graph {
  return new BatchSplitter(graph).run();
}

class BatchSplitter {
  readonly #constants: Map<Value, Data>;
  readonly #nodes: Node[] = [];
  /** The parts of each value that is split. */
  readonly #parts = new Map<Value, Parts>();
  /** Values that exist unsplit. */
  readonly #whole: Set<Value>;

  constructor(readonly graph: Graph) {
    this.#constants = new Map(graph.constants);
    this.#whole = new Set([...graph.inputs.values(), ...graph.constants.keys()]);
  }

  run(): Graph {
    const critical = criticalPathProducts(this.graph);
    for (const node of this.graph.nodes) {
      const isSplit = critical.has(node)
        ? batchInputs(node)
        : splitInputs(node, (value) => this.#parts.has(value), this.graph.constants);
      if (isSplit) this.#split(node, isSplit);
      else this.#keep(node);
    }
    for (const output of this.graph.outputs.values()) this.#concatenate(output, "");
    return { ...this.graph, constants: this.#constants, nodes: this.#nodes };
  }

  #keep(node: Node): void {
    for (const input of node.inputs) this.#concatenate(input, node.source);
    for (const output of node.outputs) this.#whole.add(output);
    this.#nodes.push(node);
  }

  /** Replaces a node by two, each of which takes a part of the inputs that are split. */
  #split(node: Node, isSplit: readonly boolean[]): void {
    node.inputs.forEach((input, i) => {
      if (!isSplit[i]) this.#concatenate(input, node.source);
    });
    const parts = node.inputs.map((input, i) =>
      isSplit[i] ? this.#partsOf(input, node.source) : undefined,
    );
    const [output] = node.outputs;
    const outputs = both((part) => {
      const made = partOf(output);
      const inputs = node.inputs.map(
        (input, i) =>
          parts[i]?.[part] ??
          (i === SHAPE_INPUT[node.op] ? this.#ints([made.shape.length], made.shape) : input),
      );
      this.#nodes.push({ ...node, inputs, outputs: [made] });
      return made;
    });
    this.#parts.set(output, outputs);
  }

  /** The parts of a value; slices of it where no op has made them. */
  #partsOf(value: Value, source: string): Parts {
    const known = this.#parts.get(value);
    if (known) return known;
    const size = partShape(value);
    const [rows = 0, ...row] = size;
    const parts = both((part) => {
      const output = partOf(value);
      const begin = this.#ints([size.length], [part * rows, ...row.map(() => 0)]);
      this.#nodes.push({
        op: "Slice",
        inputs: [value, begin, this.#ints([size.length], size)],
        outputs: [output],
        attributes: {
          T: { kind: "type", value: value.type },
          Index: { kind: "type", value: "int32" },
        },
        source,
      });
      return output;
    });
    this.#parts.set(value, parts);
    return parts;
  }

  /** Makes a value whole, if it exists as parts alone. */
  #concatenate(value: Value, source: string): void {
    const parts = this.#parts.get(value);
    if (!parts || this.#whole.has(value)) return;
    this.#whole.add(value);
    this.#nodes.push({
      op: "ConcatV2",
      inputs: [...parts, this.#ints([], [0])],
      outputs: [value],
      source,
      attributes: {
        N: { kind: "int", value: 2 },
        T: { kind: "type", value: value.type },
        Tidx: { kind: "type", value: "int32" },
      },
    });
  }

  #ints(shape: number[], numbers: readonly number[]): Value {
    const value: Value = { type: "int32", shape };
    this.#constants.set(value, Int32Array.from(numbers));
    return value;
  }
}

/**
 * For each input of a node behind a split one, whether the node reads its parts; undefined if the
 * node needs whole inputs, or if none of them is split.
 */
function splitInputs(
  node: Node,
  isSplit: (value: Value) => boolean,
  constants: ReadonlyMap<Value, Data>,
): boolean[] | undefined {
  const { op, inputs, outputs } = node;
  const [{ shape }] = outputs;
  if (outputs.length > 1 || !inputs.some(isSplit)) return undefined;
  if (ELEMENTWISE.has(op)) {
    const taken = inputs.map(
      (input) => input.shape.length === shape.length && input.shape[0] === shape[0],
    );
    return inputs.every((input, i) => taken[i] || !isSplit(input)) ? taken : undefined;
  }
  if (isProduct(node)) {
    const rows = isHeavy(node) ? undefined : batchInputs(node);
    return rows && inputs.every((input, i) => rows[i] || !isSplit(input)) ? rows : undefined;
  }
  if (op === "Reshape") return firstInput(node).shape[0] === shape[0] ? [true, false] : undefined;
  const [, over] = inputs;
  const axes = REDUCTIONS.has(op) && over && constants.get(over);
  return axes && axes.every((axis: number) => axis > 0) ? [true, false] : undefined;
}

/**
 * Heavy products and convolutions with a batch axis that cost more than all that can run beside
 * them.
 */
function criticalPathProducts(graph: Graph): ReadonlySet<Node> {
  const products = graph.nodes.filter(isHeavy);
  const ancestors = heavyAncestors(graph);
  const precedes = (a: Node, b: Node) => ancestors.get(b)?.has(a) ?? false;
  return new Set(
    products.filter((node) => {
      const parallel = products.filter(
        (other) => other !== node && !precedes(other, node) && !precedes(node, other),
      );
      return (
        batchInputs(node) &&
        sizeAt(node.outputs[0].shape, 0) % 2 === 0 &&
        parallel.reduce((sum, other) => sum + costOf(other), 0) < costOf(node)
      );
    }),
  );
}

/** For each node, the heavy products that it depends on. */
function heavyAncestors(graph: Graph): ReadonlyMap<Node, ReadonlySet<Node>> {
  const makers = makersOf(graph.nodes);
  const ancestors = new Map<Node, ReadonlySet<Node>>();
  for (const node of graph.nodes) {
    const producers = node.inputs.flatMap((input) => makers.get(input) ?? []);
    ancestors.set(
      node,
      new Set(
        producers.flatMap((producer) => [
          ...(ancestors.get(producer) ?? []),
          ...(isHeavy(producer) ? [producer] : []),
        ]),
      ),
    );
  }
  return ancestors;
}
