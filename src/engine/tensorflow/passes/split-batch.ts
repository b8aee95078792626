import { flag } from "../../graph/attributes";
import type { Data, Graph, Node, Value } from "../../graph/ir";
import { makersOf } from "../../graph/edges";
import { costOf, isHeavy, isProduct } from "./costs";

/*
 * Where a step has nothing else to do beside a large product or convolution, as when D judges what G made of its last noise, its rows (a batch's samples) are
 * split into two halves, one for each of two threads. What follows row by row (biases, activations, dropout) is done in halves as well; the rest
 * is given the halves put together. The same numbers as before, in another order of work.
 */

/** Ops that compute each number from those at the same place. */
const ELEMENTWISE = new Set(
  (
    "Abs Cast Elu Exp Expm1 LeakyRelu Log Log1p Neg Reciprocal Relu Relu6 Rsqrt Select Selu Sigmoid Sign Softplus Sqrt Square Tanh " +
    "ReluGrad LeakyReluGrad EluGrad TanhGrad SigmoidGrad SoftplusGrad Add Sub Mul RealDiv Maximum Minimum Pow SquaredDifference " +
    "Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr LogicalNot"
  ).split(" "),
);
const REDUCTIONS = new Set(["Sum", "Mean", "Max", "Min"]);
/** Which input of an op says the shape of its output. */
const SHAPE_INPUT: Readonly<Record<string, number>> = { Reshape: 1, Conv2DBackpropInput: 0 };

/** Which inputs of a product or convolution have a row for each of its output's; undefined where all rows go into each number. */
function rowInputs(node: Node): boolean[] | undefined {
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

type BatchHalves = readonly [Value, Value];

/** The same graph with its critical products and convolutions, and what follows them row by row, in halves. */
export function splitBatch(graph: Graph): Graph {
  const critical = criticalPathProducts(graph);
  const constants = new Map(graph.constants);
  const nodes: Node[] = [];
  const halves = new Map<Value, BatchHalves>();
  const whole = new Set<Value>([...graph.inputs.values(), ...graph.constants.keys()]);

  const ints = (shape: number[], ...numbers: number[]): Value => {
    const value: Value = { type: "int32", shape };
    constants.set(value, Int32Array.from(numbers));
    return value;
  };
  const half = ({ type, shape: [rows, ...row] }: Value): Value => ({
    type,
    shape: [rows! / 2, ...row],
  });
  const both = <T>(make: (part: 0 | 1) => T): readonly [T, T] => [make(0), make(1)];

  function slicesOf(value: Value, source: string): BatchHalves {
    const known = halves.get(value);
    if (known) return known;
    const size = half(value).shape;
    const made = both((part) => {
      const output = half(value);
      const begin = ints([size.length], part * size[0]!, ...size.slice(1).map(() => 0));
      nodes.push({
        op: "Slice",
        inputs: [value, begin, ints([size.length], ...size)],
        outputs: [output],
        attributes: {
          T: { kind: "type", value: value.type },
          Index: { kind: "type", value: "int32" },
        },
        source,
      });
      return output;
    });
    halves.set(value, made);
    return made;
  }
  function concatenate(value: Value, source: string): void {
    if (whole.has(value)) return;
    whole.add(value);
    nodes.push({
      op: "ConcatV2",
      inputs: [...halves.get(value)!, ints([], 0)],
      outputs: [value],
      source,
      attributes: {
        N: { kind: "int", value: 2 },
        T: { kind: "type", value: value.type },
        Tidx: { kind: "type", value: "int32" },
      },
    });
  }

  for (const node of graph.nodes) {
    const output = node.outputs[0]!;
    const taken = critical.has(node)
      ? rowInputs(node)
      : splitInputs(node, (value) => halves.has(value), graph.constants);
    if (!taken) {
      for (const input of node.inputs) concatenate(input, node.source);
      for (const made of node.outputs) whole.add(made);
      nodes.push(node);
      continue;
    }
    node.inputs.forEach((input, i) => {
      if (!taken[i]) concatenate(input, node.source);
    });
    const inputs = node.inputs.map((input, i) =>
      taken[i] ? slicesOf(input, node.source) : undefined,
    );
    halves.set(
      output,
      both((part) => {
        const made = half(output);
        const shape = made.shape;
        const given = node.inputs.map(
          (input, i) =>
            inputs[i]?.[part] ??
            (i === SHAPE_INPUT[node.op] ? ints([shape.length], ...shape) : input),
        );
        nodes.push({ ...node, inputs: given, outputs: [made] });
        return made;
      }),
    );
  }
  for (const output of graph.outputs.values()) concatenate(output, "");
  return { ...graph, constants, nodes };
}

/** Which inputs of a node are taken in halves, for its output to come in halves; undefined where it needs them whole, or none of them is in halves. */
function splitInputs(
  node: Node,
  isSplit: (value: Value) => boolean,
  constants: ReadonlyMap<Value, Data>,
): boolean[] | undefined {
  const {
    op,
    inputs,
    outputs: [output, ...others],
  } = node;
  const { shape } = output!;
  if (others.length > 0 || !inputs.some(isSplit)) return undefined;
  if (ELEMENTWISE.has(op)) {
    const taken = inputs.map(
      (input) => input.shape.length === shape.length && input.shape[0] === shape[0],
    );
    return inputs.every((input, i) => taken[i] || !isSplit(input)) ? taken : undefined;
  }
  if (isProduct(node)) {
    const rows = isHeavy(node) ? undefined : rowInputs(node);
    return rows && inputs.every((input, i) => rows[i] || !isSplit(input)) ? rows : undefined;
  }
  if (op === "Reshape") return inputs[0]!.shape[0] === shape[0] ? [true, false] : undefined;
  const axes = REDUCTIONS.has(op) && constants.get(inputs[1]!);
  return axes && axes.every((axis: number) => axis > 0) ? [true, false] : undefined;
}

/** Heavy products and convolutions of rows beside which others have less to do than they. */
function criticalPathProducts(graph: Graph): ReadonlySet<Node> {
  const products = graph.nodes.filter(isHeavy);
  const makers = makersOf(graph.nodes);
  /** The heavy ones that must be done before a node. */
  const before = new Map<Node, Set<Node>>();
  for (const node of graph.nodes) {
    const makersBefore = node.inputs.flatMap((input) => makers.get(input) ?? []);
    before.set(
      node,
      new Set(
        makersBefore.flatMap((maker) => [
          ...before.get(maker)!,
          ...(isHeavy(maker) ? [maker] : []),
        ]),
      ),
    );
  }
  return new Set(
    products.filter((node) => {
      const others = products.filter(
        (other) => other !== node && !before.get(node)!.has(other) && !before.get(other)!.has(node),
      );
      const {
        shape: [rows],
      } = node.outputs[0]!;
      return (
        rowInputs(node) &&
        rows! % 2 === 0 &&
        others.reduce((sum, other) => sum + costOf(other), 0) < costOf(node)
      );
    }),
  );
}
