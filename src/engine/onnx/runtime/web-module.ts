/*
 * The WebAssembly build of ONNX Runtime as it is called here, without onnxruntime-web's JavaScript.
 */

/**
 * What `ort-wasm-simd-threaded.mjs`, the WebAssembly build of ONNX Runtime, offers: the functions
 * of ONNX Runtime's onnxruntime/wasm/api.h, and Emscripten's own. onnxruntime-web's JavaScript is a
 * layer over it that copies every tensor in and out for each call; a state of millions of weights
 * is better left where it is. All pointers and handles are numbers; a function that gives a status
 * gives 0 for success.
 */
export interface WebModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  stackSave(): number;
  stackRestore(stack: number): void;
  stackAlloc(bytes: number): number;
  getValue(pointer: number, type: "i8" | "i32" | "*"): number;
  setValue(pointer: number, value: number, type: "i32" | "*"): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;

  _OrtInit(threads: number, logLevel: number): number;
  _OrtGetLastError(code: number, message: number): number;
  _OrtCreateSessionOptions(
    optimization: number,
    arena: boolean,
    memoryPattern: boolean,
    execution: number,
    profiling: boolean,
    profilePrefix: number,
    logId: number,
    logLevel: number,
    logVerbosity: number,
    optimizedModel: number,
  ): number;
  _OrtReleaseSessionOptions(options: number): number;
  _OrtCreateSession(model: number, bytes: number, options: number): number;
  _OrtReleaseSession(session: number): number;
  _OrtGetInputOutputCount(session: number, inputs: number, outputs: number): number;
  _OrtGetInputOutputMetadata(
    session: number,
    index: number,
    name: number,
    metadata: number,
  ): number;
  _OrtFree(pointer: number): number;
  _OrtCreateTensor(
    type: number,
    data: number,
    bytes: number,
    dimensions: number,
    rank: number,
    location: number,
  ): number;
  _OrtGetTensorData(
    tensor: number,
    type: number,
    data: number,
    dimensions: number,
    rank: number,
  ): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtCreateRunOptions(
    logLevel: number,
    logVerbosity: number,
    terminate: boolean,
    tag: number,
  ): number;
  _OrtReleaseRunOptions(options: number): number;
  _OrtRun(
    session: number,
    inputNames: number,
    inputs: number,
    inputCount: number,
    outputNames: number,
    outputCount: number,
    outputs: number,
    options: number,
  ): number;
}

export type WebModuleFactory = (options: {
  numThreads: number;
  wasmBinary?: Uint8Array;
  locateFile?: (file: string) => string;
}) => Promise<WebModule>;
