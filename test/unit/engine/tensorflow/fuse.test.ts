import assert from "node:assert/strict";
import type { Graph, Node, Value } from "../../../../src/engine/graph/ir";
import {
  graphNodes,
  operationNames,
  PLAIN,
  type Style,
} from "../../../../src/engine/tensorflow/body";
import { FEW_NUMBERS, fusions, joinsOf } from "../../../../src/engine/tensorflow/passes/fuse";

const float = (...shape: number[]): Value => ({ type: "float32", shape });

type Following = Omit<Node, "attributes" | "source">[];
/** As on one thread. */
const joined =
  (version: string) =>
  (graph: Graph): Style => ({ ...PLAIN, fused: fusions(graph, FEW_NUMBERS, joinsOf(version)) });
const left = (): Style => ({ ...PLAIN, leaveBiases: true });

/** The operations that TensorFlow is given for x [rows, 3] times weights plus bias, and what is made of that. */
function lowered(
  rows: number,
  style: (graph: Graph) => Style,
  following: (sum: Value, product: Value) => Following,
): string[] {
  const x = float(rows, 3);
  const weights = float(3, 4);
  const bias = float(4);
  const product = float(rows, 4);
  const sum = float(rows, 4);
  const nodes = [
    { op: "MatMul", inputs: [x, weights], outputs: [product] },
    { op: "Add", inputs: [product, bias], outputs: [sum] },
    ...following(sum, product),
  ];
  const graph: Graph = {
    inputs: new Map(Object.entries({ x, weights, bias })),
    constants: new Map(),
    nodes: nodes.map((node) => ({ attributes: {}, source: "", ...node })),
    outputs: new Map([["y", nodes.at(-1)!.outputs[0]!]]),
  };
  const names = new Map([...graph.inputs].map(([name, value]) => [value, name]));
  const chosen = style(graph);
  return graphNodes(graph, names, operationNames(graph, [], chosen), chosen).map(
    ({ op, input, attr }) => {
      const fused = (attr["fused_ops"] as { list: { s: Buffer[] } } | undefined)?.list.s
        .map(String)
        .join("+");
      return `${op}${fused ? ` ${fused}` : ""} ${input.join()}`;
    },
  );
}

const then = (op: string) => (sum: Value) => [
  { op, inputs: [sum], outputs: [float(...sum.shape)] },
];

describe("Products with a bias, for TensorFlow on one thread", () => {
  it("are one operation with it", () => {
    assert.deepEqual(
      lowered(2, joined("2.21.0"), () => []),
      ["_FusedMatMul BiasAdd x,weights,bias"],
    );
  });

  it("are one operation with the activation that follows, where that version of TensorFlow has it", () => {
    assert.deepEqual(lowered(2, joined("2.21.0"), then("Tanh")), [
      "_FusedMatMul BiasAdd+Tanh x,weights,bias",
    ]);
    assert.deepEqual(lowered(2, joined("2.9.1"), then("Tanh")), [
      "_FusedMatMul BiasAdd x,weights,bias",
      "Tanh n1:product:0",
    ]);
    assert.deepEqual(lowered(2, joined("2.9.1"), then("Relu")), [
      "_FusedMatMul BiasAdd+Relu x,weights,bias",
    ]);
    const twice = (sum: Value) => [
      ...then("Tanh")(sum),
      { op: "Mul", inputs: [sum, sum], outputs: [float(2, 4)] },
    ];
    assert.deepEqual(lowered(2, joined("2.21.0"), twice), [
      "_FusedMatMul BiasAdd x,weights,bias",
      "Tanh n1:product:0",
      "Mul n1:product:0,n1:product:0",
    ]);
  });

  it("are apart where somebody else needs the product", () => {
    const both = (sum: Value, product: Value) => [
      { op: "Mul", inputs: [sum, product], outputs: [float(2, 4)] },
    ];
    assert.deepEqual(lowered(2, joined("2.21.0"), both), [
      "MatMul x,weights",
      "Add n0:product:0,bias",
      "Mul n1:z:0,n0:product:0",
    ]);
  });

  it("are apart where they are large, and on all threads, where TensorFlow joins them", () => {
    assert.deepEqual(lowered(5000, joined("2.21.0"), then("Tanh")), [
      "MatMul x,weights",
      "Add n0:product:0,bias",
      "Tanh n1:z:0",
    ]);
    assert.deepEqual(lowered(2, left, then("Tanh")), [
      "MatMul x,weights",
      "BiasAdd n0:product:0,bias",
      "Tanh n1:output:0",
    ]);
  });
});
