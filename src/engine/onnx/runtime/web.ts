import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { onnxWebDir } from "../../assets";
import { type Data, type ElementType, sizeOf } from "../../graph/ir";
import { ONNX_TYPES } from "../onnx-proto";
import { bytesOf, type RuntimeTensor, type Runtime, type Session, viewOf } from "./runtime";
import type { WebModule, WebModuleFactory } from "./web-module";

/* ONNX Runtime in WebAssembly, with threads: the one that the extension brings along. */

/** Of onnxruntime-web; a test holds it against the package. */
export const ONNX_WEB_VERSION = "1.30.0";
/** With more threads the parts of a matrix product are too small to gain from it. */
const MAX_THREADS = 8;
const MODULE = "ort-wasm-simd-threaded";

/**
 * How soon V8 compiles a WebAssembly function anew with optimizations, roughly in bytes executed.
 * By default (1.8 million in Node 20, 13 million in Node 24) a run takes long to come up to speed:
 * its threads keep the processor from V8's.
 */
const TIERING_FLAG = "--wasm-tiering-budget=50000";

/** ONNX Runtime's numbers for settings. */
const ALL_OPTIMIZATIONS = 99;
const SEQUENTIAL = 0;
const WARNINGS = 2;
const ON_CPU = 1;
/** A pointer's size in this build. */
const WORD = 4;

interface WebTensor extends RuntimeTensor {
  readonly handle: number;
  /** Where the numbers lie. */
  readonly data: number;
  /** Whether the memory is ours to free; else it goes with the handle. */
  readonly owned: boolean;
}

let started: Promise<Runtime> | undefined;

/**
 * ONNX Runtime's WebAssembly build, started in this process once. Its threads are worker threads,
 * which do not keep the process from ending.
 */
export function startOnnxWeb(threads: number): Promise<Runtime> {
  return (started ??= start(Math.min(threads, MAX_THREADS)));
}

async function start(threads: number): Promise<Runtime> {
  setFlagsFromString(TIERING_FLAG);
  const dir = onnxWebDir();
  const { default: factory } = (await import(pathToFileURL(join(dir, `${MODULE}.mjs`)).href)) as {
    default: WebModuleFactory;
  };
  const ort = await factory({
    numThreads: threads,
    wasmBinary: await readFile(join(dir, `${MODULE}.wasm`)),
  });
  if (ort._OrtInit(threads, WARNINGS) !== 0) throw lastError(ort, "ONNX Runtime cannot be started");

  return {
    name: "onnx-web",
    version: ONNX_WEB_VERSION,
    threads,
    load: async (model) => loadSession(ort, model),
    create(type, shape, fill) {
      const data = allocate(ort, bytesOf(type, shape));
      fill(view(ort, type, shape, data));
      const handle = onStack(ort, (stack) => {
        const dimensions = stack(shape);
        return ort._OrtCreateTensor(
          ONNX_TYPES[type],
          data,
          bytesOf(type, shape),
          dimensions,
          shape.length,
          ON_CPU,
        );
      });
      if (handle === 0) throw lastError(ort, "a tensor cannot be made");
      return { type, shape, handle, data, owned: true } satisfies WebTensor;
    },
    read: (held) => view(ort, held.type, held.shape, (held as WebTensor).data),
    release(held) {
      const { handle, data, owned } = held as WebTensor;
      ort._OrtReleaseTensor(handle);
      if (owned) ort._free(data);
    },
  };
}

/**
 * The module's memory; it is another object after it has grown, which reading through the module
 * finds out.
 */
function view(ort: WebModule, type: ElementType, shape: readonly number[], data: number): Data {
  ort.getValue(data, "i8");
  return viewOf(type, ort.HEAPU8.buffer, data, sizeOf(shape));
}

function allocate(ort: WebModule, bytes: number): number {
  // Of an empty tensor too there must be an address.
  const pointer = ort._malloc(Math.max(bytes, WORD));
  if (pointer === 0)
    throw new RangeError(
      `Array buffer allocation failed: ONNX Runtime found no room for ${bytes} bytes`,
    );
  return pointer;
}

/**
 * Runs something that needs lists of numbers (or room for them) in the module's memory for as long
 * as it runs.
 */
function onStack<T>(ort: WebModule, use: (stack: (values: readonly number[]) => number) => T): T {
  const before = ort.stackSave();
  try {
    return use((values) => {
      const pointer = ort.stackAlloc(WORD * values.length);
      values.forEach((value, i) => ort.setValue(pointer + WORD * i, value, "*"));
      return pointer;
    });
  } finally {
    ort.stackRestore(before);
  }
}

const word = (ort: WebModule, pointer: number, index: number): number =>
  ort.getValue(pointer + WORD * index, "*");

/** What ONNX Runtime says of the last failure. */
function lastError(ort: WebModule, what: string): Error {
  return onStack(ort, (stack) => {
    const room = stack([0, 0]);
    ort._OrtGetLastError(room, room + WORD);
    const message = word(ort, room, 1);
    return new Error(`${what}: ${message ? ort.UTF8ToString(message) : "unknown error"}`);
  });
}

function loadSession(ort: WebModule, model: Uint8Array): Session {
  const session = createSession(ort, model);
  const [inputCount, outputCount] = onStack(ort, (stack) => {
    const room = stack([0, 0]);
    ort._OrtGetInputOutputCount(session, room, room + WORD);
    return [word(ort, room, 0), word(ort, room, 1)];
  });
  // A run takes the runtime's own copies of the names.
  const names = Array.from({ length: inputCount + outputCount }, (_, index) =>
    nameAt(ort, session, index),
  );
  const inputs = names
    .slice(0, inputCount)
    .map((pointer) => ({ pointer, name: ort.UTF8ToString(pointer) }));
  const outputs = names.slice(inputCount);

  return {
    run: async (given) =>
      onStack(ort, (stack) => {
        const handles = inputs.map(({ name }) => (given[name] as WebTensor).handle);
        const made = stack(outputs.map(() => 0));
        const status = ort._OrtRun(
          session,
          stack(inputs.map(({ pointer }) => pointer)),
          stack(handles),
          inputCount,
          stack(outputs),
          outputCount,
          made,
          0,
        );
        if (status !== 0) throw lastError(ort, "the compiled step failed");
        return outputs.map((_, i) => describe(ort, word(ort, made, i)));
      }),
    async release() {
      for (const name of names) ort._OrtFree(name);
      ort._OrtReleaseSession(session);
    },
  };
}

/** @returns the session's handle. */
function createSession(ort: WebModule, model: Uint8Array): number {
  const options = ort._OrtCreateSessionOptions(
    ALL_OPTIMIZATIONS,
    false,
    false,
    SEQUENTIAL,
    false,
    0,
    0,
    WARNINGS,
    0,
    0,
  );
  const bytes = allocate(ort, model.length);
  let session = 0;
  try {
    view(ort, "uint8", [model.length], bytes).set(model);
    session = ort._OrtCreateSession(bytes, model.length, options);
  } finally {
    ort._free(bytes);
    ort._OrtReleaseSessionOptions(options);
  }
  if (session === 0) throw lastError(ort, "the compiled step cannot be loaded");
  return session;
}

/** The address of the name of an input, or, counted behind the inputs, of an output. */
function nameAt(ort: WebModule, session: number, index: number): number {
  return onStack(ort, (stack) => {
    const room = stack([0, 0]);
    if (ort._OrtGetInputOutputMetadata(session, index, room, room + WORD) !== 0)
      throw lastError(ort, "the compiled step has no names");
    ort._OrtFree(word(ort, room, 1));
    return word(ort, room, 0);
  });
}

/** A tensor that ONNX Runtime has made. */
function describe(ort: WebModule, handle: number): WebTensor {
  return onStack(ort, (stack) => {
    const room = stack([0, 0, 0, 0]);
    if (ort._OrtGetTensorData(handle, room, room + WORD, room + 2 * WORD, room + 3 * WORD) !== 0)
      throw lastError(ort, "a result cannot be read");
    const [number, data, dimensions, rank] = [0, 1, 2, 3].map((i) => word(ort, room, i)) as [
      number,
      number,
      number,
      number,
    ];
    const shape = Array.from({ length: rank }, (_, i) => word(ort, dimensions, i));
    ort._OrtFree(dimensions);
    const type = (Object.keys(ONNX_TYPES) as (keyof typeof ONNX_TYPES)[]).find(
      (name) => ONNX_TYPES[name] === number,
    ) as ElementType;
    return { type, shape, handle, data, owned: false };
  });
}
