import protobuf from "protobufjs";

/*
 * The few protobuf messages, and of those the few fields, that a compiled step is written in.
 * Numbers and names of fields are TensorFlow's (tensorflow/core/protobuf/saved_model.proto and what
 * it includes).
 */

const tensorFlow = protobuf.parse(`
  syntax = "proto3"; package tensorflow;
  message Dim { int64 size = 1; }
  message Shape { repeated Dim dim = 2; }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
  message List {
    repeated bytes s = 2;
    repeated int64 i = 3 [packed = true];
    repeated int32 type = 6 [packed = true];
    repeated Shape shape = 7;
  }
  message FunctionName { string name = 1; }
  message Attr {
    oneof value {
      List list = 1;
      bytes s = 2;
      int64 i = 3;
      float f = 4;
      bool b = 5;
      int32 type = 6;
      Shape shape = 7;
      Tensor tensor = 8;
      FunctionName func = 10;
    }
  }
  message Node {
    string name = 1;
    string op = 2;
    repeated string input = 3;
    map<string, Attr> attr = 5;
  }
  message Arg { string name = 1; int32 type = 3; }
  message Signature { string name = 1; repeated Arg input_arg = 2; repeated Arg output_arg = 3; }
  message Function {
    Signature signature = 1;
    repeated Node node_def = 3;
    map<string, string> ret = 4;
    map<string, Attr> attr = 5;
  }
  message Library { repeated Function function = 1; }
  message Versions { int32 producer = 1; }
  message Graph { repeated Node node = 1; Library library = 2; Versions versions = 4; }
  message Meta { repeated string tags = 4; }
  message MetaGraph { Meta meta_info_def = 1; Graph graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
`).root;

// ---- TensorFlow, in the camelCase that protobufjs gives the names

export interface TfShape {
  dim: { size: number }[];
}
export interface TfTensor {
  dtype: number;
  tensorShape: TfShape;
  tensorContent: Uint8Array;
}
export type TfAttr =
  | {
      list: {
        s?: readonly Buffer[];
        i?: readonly number[];
        type?: readonly number[];
        shape?: TfShape[];
      };
    }
  | { s: Uint8Array }
  | { i: number }
  | { f: number }
  | { b: boolean }
  | { type: number }
  | { shape: TfShape }
  | { tensor: TfTensor }
  | { func: { name: string } };
export interface TfNode {
  name: string;
  op: string;
  input: readonly string[];
  attr: Record<string, TfAttr>;
}
export interface TfArg {
  name: string;
  type: number;
}
export interface TfFunction {
  signature: { name: string; inputArg: TfArg[]; outputArg: TfArg[] };
  nodeDef: TfNode[];
  ret: Record<string, string>;
  attr?: Record<string, TfAttr>;
}
export interface TfGraph {
  node: TfNode[];
  library: { function: TfFunction[] };
}

/** The version of TensorFlow's graphs that we write: ops keep the meaning they had then. */
const GRAPH_VERSION = 1500;

/** A graph as the file `saved_model.pb`, under the tag `serve`. */
export function encodeSavedModel({ node, library }: TfGraph): Uint8Array {
  const type = tensorFlow.lookupType("tensorflow.SavedModel");
  const graphDef = { node, library, versions: { producer: GRAPH_VERSION } };
  return type
    .encode(
      type.fromObject({
        savedModelSchemaVersion: 1,
        metaGraphs: [{ metaInfoDef: { tags: ["serve"] }, graphDef }],
      }),
    )
    .finish();
}
