import protobuf from "protobufjs";

/*
 * The few protobuf messages, and of those the few fields, that TensorBoard's events are written in.
 * Numbers and names of fields are TensorBoard's (event.proto, summary.proto and tensor.proto of
 * tensorboard/compat/proto, and tensorboard/plugins/hparams/plugin_data.proto).
 */
const tensorBoard = protobuf.parse(`
  syntax = "proto3"; package tensorboard;
  message Event {
    double wall_time = 1;
    int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }
  }
  message SessionLog { int32 status = 1; }
  message Summary { repeated Value value = 1; }
  message Value {
    string tag = 1;
    oneof value { float simple_value = 2; Image image = 4; Tensor tensor = 8; }
    Metadata metadata = 9;
  }
  message Image {
    int32 height = 1;
    int32 width = 2;
    int32 colorspace = 3;
    bytes encoded_image_string = 4;
  }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; repeated float float_val = 5; }
  message Shape { repeated Dim dim = 2; }
  message Dim { int64 size = 1; }
  message Metadata { PluginData plugin_data = 1; }
  message PluginData { string plugin_name = 1; bytes content = 2; }
  message HParams {
    int32 version = 1;
    oneof data { SessionStart session_start_info = 3; SessionEnd session_end_info = 4; }
  }
  message SessionStart { map<string, Setting> hparams = 1; double start_time_secs = 5; }
  message SessionEnd { int32 status = 1; double end_time_secs = 2; }
  message Setting {
    oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; }
  }
`).root;

/** An event: one thing, or several of one step. `wallTime` in seconds since 1970. */
export interface TensorBoardEvent {
  wallTime: number;
  step?: number;
  fileVersion?: string;
  summary?: { value: TensorBoardValue[] };
  sessionLog?: { status: number };
}

export interface TensorBoardValue {
  tag: string;
  simpleValue?: number;
  image?: { height: number; width: number; colorspace: number; encodedImageString: Uint8Array };
  tensor?: { dtype: number; tensorShape: { dim: { size: number }[] }; floatVal: number[] };
  metadata?: { pluginData: { pluginName: string; content: Uint8Array } };
}

/** What the page of hyperparameters is told when a run begins and ends. */
export interface HParams {
  sessionStartInfo?: { hparams: Record<string, HParam>; startTimeSecs: number };
  sessionEndInfo?: { status: number; endTimeSecs: number };
}
export type HParam = { numberValue: number } | { stringValue: string } | { boolValue: boolean };

const EVENT = tensorBoard.lookupType("tensorboard.Event");
const HPARAMS = tensorBoard.lookupType("tensorboard.HParams");

export const encodeEvent = (event: TensorBoardEvent): Uint8Array => EVENT.encode(event).finish();

export const decodeEvent = (bytes: Uint8Array): TensorBoardEvent =>
  EVENT.toObject(EVENT.decode(bytes), { longs: Number }) as TensorBoardEvent;

export const encodeHParams = (data: HParams): Uint8Array => HPARAMS.encode(data).finish();
