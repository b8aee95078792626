import protobuf from "protobufjs";
import type { Attribute } from "../graph/ir";

/*
 * The few protobuf messages, and of those the few fields, that a model for ONNX Runtime is written
 * in. Numbers and names of fields are ONNX's (onnx/onnx.proto).
 */
const onnx = protobuf.parse(`
  syntax = "proto3"; package onnx;
  message Dimension { int64 dim_value = 1; string dim_param = 2; }
  message Shape { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Type { TensorType tensor_type = 1; }
  message ValueInfo { string name = 1; Type type = 2; }
  message Tensor {
    repeated int64 dims = 1;
    int32 data_type = 2;
    string name = 8;
    bytes raw_data = 9;
  }
  message Attribute {
    string name = 1;
    float f = 2;
    int64 i = 3;
    bytes s = 4;
    Graph g = 6;
    repeated int64 ints = 8;
    int32 type = 20;
  }
  message Node {
    repeated string input = 1;
    repeated string output = 2;
    string op_type = 4;
    repeated Attribute attribute = 5;
  }
  message Graph {
    repeated Node node = 1;
    string name = 2;
    repeated Tensor initializer = 5;
    repeated ValueInfo input = 11;
    repeated ValueInfo output = 12;
  }
  message OperatorSet { string domain = 1; int64 version = 2; }
  message Text { string key = 1; string value = 2; }
  message Model {
    int64 ir_version = 1;
    string producer_name = 2;
    Graph graph = 7;
    repeated OperatorSet opset_import = 8;
    repeated Text metadata_props = 14;
  }
`).root;

/** The numbers that ONNX gives to types. */
export const ONNX_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const;
export type OnnxType = keyof typeof ONNX_TYPES;

export interface OnnxTensor {
  name: string;
  type: OnnxType;
  shape: readonly number[];
  bytes: Uint8Array;
}
export type OnnxAttribute =
  | Exclude<Attribute, { kind: "type" }>
  | { kind: "type"; value: OnnxType }
  | { kind: "graph"; value: OnnxGraph };
export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
}
/** A size is a number, or a name for one that is known only when the model runs. */
export interface OnnxValue {
  name: string;
  type: OnnxType;
  shape: readonly (number | string)[];
}
export interface OnnxGraph {
  name: string;
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

/** The versions that models are written in: ops keep the meaning that they had then. */
const IR_VERSION = 9;
const OPERATOR_SET = 18;
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;

/** A graph as an ONNX model, with notes by their names. */
export function encodeModel(
  graph: OnnxGraph,
  notes: Readonly<Record<string, string>> = {},
): Uint8Array {
  const type = onnx.lookupType("onnx.Model");
  const model = {
    irVersion: IR_VERSION,
    producerName: "GAN Workbench",
    graph: graphMessage(graph),
    opsetImport: [{ domain: "", version: OPERATOR_SET }],
    metadataProps: Object.entries(notes).map(([key, value]) => ({ key, value })),
  };
  return type.encode(type.fromObject(model)).finish();
}

const graphMessage = ({ name, nodes, initializers, inputs, outputs }: OnnxGraph): object => ({
  name,
  node: nodes.map((node) => ({
    input: node.inputs,
    output: node.outputs,
    opType: node.op,
    attribute: Object.entries(node.attributes).map(attributeMessage),
  })),
  initializer: initializers.map((tensor) => ({
    name: tensor.name,
    dims: tensor.shape,
    dataType: ONNX_TYPES[tensor.type],
    rawData: tensor.bytes,
  })),
  input: inputs.map(valueMessage),
  output: outputs.map(valueMessage),
});

const valueMessage = ({ name, type, shape }: OnnxValue): object => {
  const dim = shape.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: ONNX_TYPES[type], shape: { dim } } } };
};

function attributeMessage([name, attribute]: [string, OnnxAttribute]): object {
  switch (attribute.kind) {
    case "int":
      return { name, type: ATTRIBUTE_TYPES.int, i: attribute.value };
    case "bool":
      return { name, type: ATTRIBUTE_TYPES.int, i: Number(attribute.value) };
    case "float":
      return { name, type: ATTRIBUTE_TYPES.float, f: attribute.value };
    case "string":
      return { name, type: ATTRIBUTE_TYPES.string, s: Buffer.from(attribute.value) };
    case "ints":
      return { name, type: ATTRIBUTE_TYPES.ints, ints: attribute.value };
    case "type":
      return { name, type: ATTRIBUTE_TYPES.int, i: ONNX_TYPES[attribute.value] };
    case "graph":
      return { name, type: ATTRIBUTE_TYPES.graph, g: graphMessage(attribute.value) };
  }
}
