import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Attribute, Data, Graph, Node, Value } from "../../../../src/engine/graph/ir";
import { lowerGraph } from "../../../../src/engine/onnx/lower";
import { ONNX_WEB_VERSION } from "../../../../src/engine/onnx/runtime/web";
import type { GanError } from "../../../../src/shared/errors";
import { valueOf } from "../../../support/values";

const float = (...shape: number[]): Value => ({ type: "float32", shape });

/** A graph by hand. */
function graphOf(
  inputs: Record<string, Value>,
  constants: [Value, Data][],
  nodes: readonly Partial<Node>[],
  output: Value,
): Graph {
  return {
    inputs: new Map(Object.entries(inputs)),
    constants: new Map(constants),
    outputs: new Map([["result", output]]),
    nodes: nodes.map((node) => ({
      op: "",
      inputs: [],
      outputs: [output],
      attributes: {},
      source: "generator, layer 2 (dense)",
      ...node,
    })),
  };
}

/** The ops that a graph becomes, with their inputs. */
function lowered(graph: Graph): { ops: string[]; constants: number } {
  const { emit, outputs } = lowerGraph(graph, {
    input: (_emit, name) => name,
    noise: () => "noise",
  });
  const { nodes, initializers } = emit.graph(
    "test",
    [],
    [{ name: "result", type: "float32", shape: [], from: valueOf(outputs, "result") }],
  );
  return {
    ops: nodes.map(({ op, inputs }) =>
      `${op} ${inputs.filter((name) => !/^v\d/.test(name)).join()}`.trim(),
    ),
    constants: initializers.length,
  };
}

describe("Lowering to ONNX", () => {
  const x = float(2, 3);
  const y = float(2, 3);
  const z = float(2, 3);
  const ones = float(2, 3);
  const bias = float(4);
  const weights = float(3, 4);
  const product = float(2, 4);
  const sum = float(2, 4);

  it("leaves out what nobody needs, and computes the same thing once", () => {
    const twice = float(2, 3);
    const unused = float(2, 3);
    const graph = graphOf(
      { x },
      [],
      [
        { op: "Tanh", inputs: [x], outputs: [y] },
        { op: "Tanh", inputs: [x], outputs: [z] },
        { op: "Exp", inputs: [x], outputs: [unused] },
        { op: "AddV2", inputs: [y, z], outputs: [twice] },
      ],
      twice,
    );
    assert.deepEqual(lowered(graph), { ops: ["Tanh x", "Add"], constants: 0 });
  });

  it("multiplies by no ones and spreads out no numbers before it must", () => {
    const column = float(2, 1);
    const graph = graphOf(
      { x, column },
      [[ones, new Float32Array(6).fill(1)]],
      [
        { op: "Mul", inputs: [column, ones], outputs: [y] },
        { op: "Mul", inputs: [y, x], outputs: [z] },
      ],
      z,
    );
    assert.deepEqual(lowered(graph), { ops: ["Mul column,x"], constants: 0 });
  });

  it("keeps a constant of one number as that number", () => {
    const graph = graphOf(
      { x },
      [[ones, new Float32Array(6).fill(0.5)]],
      [{ op: "Sub", inputs: [x, ones], outputs: [y] }],
      y,
    );
    assert.deepEqual(lowered(graph), { ops: ["Sub x"], constants: 1 });
  });

  const affine: Partial<Node>[] = [
    { op: "MatMul", inputs: [x, weights], outputs: [product] },
    { op: "AddV2", inputs: [product, bias], outputs: [sum] },
  ];

  it("makes a product and the bias added to it one op", () => {
    assert.deepEqual(lowered(graphOf({ x, weights, bias }, [], affine, sum)).ops, [
      "Gemm x,weights,bias",
    ]);
  });

  it("keeps a product apart from its bias where the product is used by itself", () => {
    const both = float(2, 4);
    const graph = graphOf(
      { x, weights, bias },
      [],
      [...affine, { op: "Mul", inputs: [product, sum], outputs: [both] }],
      both,
    );
    assert.deepEqual(lowered(graph).ops, ["Gemm x,weights", "Add bias", "Mul"]);
  });

  const refused = (what: RegExp, node: Partial<Node>) =>
    assert.throws(
      () => lowered(graphOf({ x }, [], [{ inputs: [x], outputs: [y], ...node }], y)),
      (error: GanError) => {
        assert.equal(error.code, "not-recordable");
        assert.match(error.message, what);
        return true;
      },
    );

  it("says which op it does not know, and where that came from", () => {
    refused(
      /TensorFlow's op Betainc cannot be translated for ONNX Runtime \(generator, layer 2 \(dense\)\)/,
      { op: "Betainc" },
    );
  });

  it("says what it does not know of an op that it knows", () => {
    const attributes: Record<string, Attribute> = {
      padding: { kind: "string", value: "EXPLICIT" },
    };
    refused(/op Conv2D cannot be translated for ONNX Runtime: padding EXPLICIT is not known/, {
      op: "Conv2D",
      inputs: [x, x],
      attributes,
    });
  });

  it("is for the version of ONNX Runtime that is shipped", () => {
    const file = createRequire(__filename).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
    assert.equal(
      (
        JSON.parse(readFileSync(join(dirname(file), "..", "package.json"), "utf8")) as {
          version: string;
        }
      ).version,
      ONNX_WEB_VERSION,
    );
  });
});
