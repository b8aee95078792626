import { GanError, toGanError } from "../shared/errors";
import { cacheDir } from "../shared/files/cache";
import { canRun, type EngineName, type EngineNeeds, ENGINES, type EngineRequest } from "./names";
import { findTensorFlow } from "./install/find";
import type { Runtime } from "./onnx/runtime/runtime";

/* Loads an engine into this process: TensorFlow, ONNX Runtime, or a backend of TensorFlow.js. */

export interface LoadedEngine {
  name: EngineName;
  /** TensorFlow's own version, or TensorFlow.js's. */
  version: string;
  /** Present where `auto` had to take less than TensorFlow: one sentence for the user. */
  notice?: string;
  /** What runs compiled steps on the engines `onnx-node` and `onnx-web`. */
  onnx?: Runtime;
}

const REMEDY = "run `gan doctor --install`";

/** Where engines may have been installed. */
export interface EnginePlaces {
  /** Of TensorFlow. */
  cacheDirs?: readonly string[];
  /** From where onnxruntime-node is looked for, as Node looks for packages. */
  folders?: readonly string[];
}

/**
 * Starts an engine in this process and makes what it runs op by op the backend of tfjs-core. `auto`
 * takes the first that is there, loads and can run the experiment: TensorFlow, ONNX Runtime,
 * WebAssembly, plain JavaScript; where it is not TensorFlow, `notice` says why.
 * @throws GanError `engine-missing` where an engine that was asked for by name cannot be had.
 */
export async function loadEngine(
  request: EngineRequest,
  needs: EngineNeeds,
  places: EnginePlaces = {},
): Promise<LoadedEngine> {
  const wanted = request === "auto" ? ENGINES.filter((engine) => canRun(engine, needs)) : [request];
  const failures: GanError[] = [];
  for (const engine of wanted) {
    try {
      if (!canRun(engine, needs))
        throw new GanError(
          "engine-missing",
          "The wasm engine cannot train convolutional layers",
          "use the engine tensorflow, or cpu for very small networks",
        );
      const started = await activate(engine, needs, places);
      const first = failures[0];
      return { name: engine, ...started, ...(first ? { notice: notice(engine, first) } : {}) };
    } catch (error) {
      failures.push(toGanError(error));
    }
  }
  throw failures.length === 1
    ? failures[0]!
    : new GanError("engine-missing", failures.map(({ message }) => message).join("; "), REMEDY);
}

const LABELS: Record<EngineName, string> = {
  tensorflow: "TensorFlow",
  "onnx-node": "ONNX Runtime",
  "onnx-web": "ONNX Runtime in WebAssembly",
  wasm: "TensorFlow.js in WebAssembly",
  cpu: "plain JavaScript",
};
const SLOWER: Record<EngineName, string> = {
  tensorflow: "",
  "onnx-node": "somewhat",
  "onnx-web": "several times",
  wasm: "many times",
  cpu: "very many times",
};

const notice = (engine: EngineName, why: GanError): string =>
  `This run uses ${LABELS[engine]}, which is ${SLOWER[engine]} slower than TensorFlow, ` +
  `because ${lowerFirst(why.message)}; ${REMEDY}, or GAN: Install TensorFlow in VS Code`;

const lowerFirst = (text: string): string =>
  /^TensorFlow/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** Loads what the engine needs and makes its backend current. */
async function activate(
  engine: EngineName,
  needs: EngineNeeds,
  { cacheDirs = [cacheDir()], folders = [process.cwd()] }: EnginePlaces,
): Promise<Pick<LoadedEngine, "version" | "onnx">> {
  // Loaded only now: `gan doctor` and `gan --help` should not wait for TensorFlow.js.
  const tf = await import("../tensor/tf");
  const { registerRandomKernels } = await import("./random/kernels");
  const { patchGradients } = await import("./tfjs-patches");
  const started: Pick<LoadedEngine, "version" | "onnx"> = { version: tf.version_core };
  if (engine === "tensorflow") started.version = await loadInstalled(cacheDirs);
  else if (engine !== "wasm" && engine !== "cpu") {
    started.onnx = await (await import("./onnx/runtime/start")).startOnnx(engine, folders);
    started.version = started.onnx.version;
  }
  // ONNX Runtime runs compiled steps alone; the rest is done by what TensorFlow.js has.
  const besideOnnx = canRun("wasm", needs) ? "wasm" : "cpu";
  const backend = engine === "onnx-node" || engine === "onnx-web" ? besideOnnx : engine;
  if (backend === "wasm") await (await import("./eager/plain-backends")).registerWasm();
  if (backend === "cpu") await (await import("./eager/plain-backends")).registerCpu();
  if (!(await tf.setBackend(backend)))
    throw new GanError(
      "engine-missing",
      `The ${engine} engine could not be started on this machine`,
    );
  registerRandomKernels();
  patchGradients();
  return started;
}

async function loadInstalled(cacheDirs: readonly string[]): Promise<string> {
  const found = await findTensorFlow(cacheDirs);
  if (!found) throw new GanError("engine-missing", "TensorFlow is not installed", REMEDY);
  if (found.state === "broken")
    throw new GanError(
      "engine-missing",
      `TensorFlow is installed but damaged (${found.dir}: ${found.reason})`,
      `${REMEDY} to repair it`,
    );
  const { registerTensorFlow } = await import("./tensorflow/load");
  try {
    return registerTensorFlow(found.addon);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new GanError(
      "engine-missing",
      `TensorFlow is installed but cannot be loaded (${reason})`,
      `${REMEDY} to repair it`,
      { cause },
    );
  }
}
