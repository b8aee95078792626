import assert from "node:assert/strict";
import type { Graph, Node, Value } from "../../../../src/engine/graph/ir";
import {
  graphNodes,
  operationNames,
  DEFAULT_LOWERING,
  type LoweringOptions,
} from "../../../../src/engine/tensorflow/operations";
import {
  MAX_FUSED_ON_ONE_THREAD,
  fusions,
  fusibleActivations,
} from "../../../../src/engine/tensorflow/passes/fuse";
import { last } from "../../../support/values";

const float = (...shape: number[]): Value => ({ type: "float32", shape });

type Following = Omit<Node, "attributes" | "source">[];
/** The options of the single-threaded executor. */
const singleThreaded =
  (version: string) =>
  (graph: Graph): LoweringOptions => ({
    ...DEFAULT_LOWERING,
    fused: fusions(graph, MAX_FUSED_ON_ONE_THREAD, fusibleActivations(version)),
  });
const unfused = (): LoweringOptions => ({ ...DEFAULT_LOWERING, biasAdd: true });

/** The operations for x [rows, 3] times weights plus bias, followed by the given nodes. */
function lowered(
  rows: number,
  style: (graph: Graph) => LoweringOptions,
  following: (sum: Value, product: Value) => Following,
): string[] {
  const x = float(rows, 3);
  const weights = float(3, 4);
  const bias = float(4);
  const product = float(rows, 4);
  const sum = float(rows, 4);
  const nodes: Following = [
    { op: "MatMul", inputs: [x, weights], outputs: [product] },
    { op: "Add", inputs: [product, bias], outputs: [sum] },
    ...following(sum, product),
  ];
  const graph: Graph = {
    inputs: new Map(Object.entries({ x, weights, bias })),
    constants: new Map(),
    nodes: nodes.map((node) => ({ attributes: {}, source: "", ...node })),
    outputs: new Map([["y", last(nodes).outputs[0]]]),
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

const then =
  (op: string) =>
  (sum: Value): Following => [{ op, inputs: [sum], outputs: [float(...sum.shape)] }];

describe("Fusion of a product with its bias and activation, for TensorFlow on one thread", () => {
  it("fuses a product and its bias", () => {
    assert.deepEqual(
      lowered(2, singleThreaded("2.21.0"), () => []),
      ["_FusedMatMul BiasAdd x,weights,bias"],
    );
  });

  it("fuses the activation that follows where the version of TensorFlow has that operation", () => {
    assert.deepEqual(lowered(2, singleThreaded("2.21.0"), then("Tanh")), [
      "_FusedMatMul BiasAdd+Tanh x,weights,bias",
    ]);
    assert.deepEqual(lowered(2, singleThreaded("2.9.1"), then("Tanh")), [
      "_FusedMatMul BiasAdd x,weights,bias",
      "Tanh n1:product:0",
    ]);
    assert.deepEqual(lowered(2, singleThreaded("2.9.1"), then("Relu")), [
      "_FusedMatMul BiasAdd+Relu x,weights,bias",
    ]);
    const twice = (sum: Value): Following => [
      ...then("Tanh")(sum),
      { op: "Mul", inputs: [sum, sum], outputs: [float(2, 4)] },
    ];
    assert.deepEqual(lowered(2, singleThreaded("2.21.0"), twice), [
      "_FusedMatMul BiasAdd x,weights,bias",
      "Tanh n1:product:0",
      "Mul n1:product:0,n1:product:0",
    ]);
  });

  it("does not fuse a product that has another consumer", () => {
    const both = (sum: Value, product: Value): Following => [
      { op: "Mul", inputs: [sum, product], outputs: [float(2, 4)] },
    ];
    assert.deepEqual(lowered(2, singleThreaded("2.21.0"), both), [
      "MatMul x,weights",
      "Add n0:product:0,bias",
      "Mul n1:z:0,n0:product:0",
    ]);
  });

  it("leaves large products, and all products on several threads, to TensorFlow's own optimizer", () => {
    assert.deepEqual(lowered(5000, singleThreaded("2.21.0"), then("Tanh")), [
      "MatMul x,weights",
      "Add n0:product:0,bias",
      "Tanh n1:z:0",
    ]);
    assert.deepEqual(lowered(2, unfused, then("Tanh")), [
      "MatMul x,weights",
      "BiasAdd n0:product:0,bias",
      "Tanh n1:output:0",
    ]);
  });
});
