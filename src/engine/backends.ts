import { GanError, toGanError } from "../shared/errors";
import { cacheDir } from "../shared/cache";
import { canRun, type EngineName, type EngineNeeds, ENGINES, type EngineRequest } from "./names";
import { findTensorFlow } from "./install/find";

export interface LoadedEngine {
  name: EngineName;
  /** TensorFlow's own version, or TensorFlow.js's. */
  version: string;
  /** Present where `auto` had to take less than TensorFlow: one sentence for the user. */
  notice?: string;
}

const REMEDY = "run `gan doctor --install`";

/**
 * Makes an engine the backend of tfjs-core in this process. `auto` takes TensorFlow if it is installed and loads, else
 * WebAssembly if it can run the experiment, else plain JavaScript, and says so in `notice`.
 * @param cacheDirs where TensorFlow may have been installed.
 * @throws GanError `engine-missing` where an engine that was asked for by name cannot be had.
 */
export async function loadEngine(request: EngineRequest, needs: EngineNeeds, cacheDirs: readonly string[] = [cacheDir()]): Promise<LoadedEngine> {
  const wanted = request === "auto" ? ENGINES.filter((engine) => canRun(engine, needs)) : [request];
  const failures: GanError[] = [];
  for (const engine of wanted) {
    try {
      if (!canRun(engine, needs)) throw new GanError("engine-missing", "The wasm engine cannot train convolutional layers", "use the engine tensorflow, or cpu for very small networks");
      const version = await activate(engine, cacheDirs);
      const first = failures[0];
      return { name: engine, version, ...(first ? { notice: notice(engine, first) } : {}) };
    } catch (error) {
      failures.push(toGanError(error));
    }
  }
  throw failures.length === 1 ? failures[0]! : new GanError("engine-missing", failures.map(({ message }) => message).join("; "), REMEDY);
}

const LABELS: Record<EngineName, string> = { tensorflow: "TensorFlow", "onnx-node": "ONNX Runtime", "onnx-web": "ONNX Runtime in WebAssembly", wasm: "the WebAssembly engine", cpu: "plain JavaScript" };

const notice = (engine: EngineName, why: GanError): string =>
  `This run uses ${LABELS[engine]}, which is ${engine === "wasm" ? "several times" : "many times"} slower, because ${lowerFirst(why.message)}; ${REMEDY}, or GAN: Install TensorFlow in VS Code`;

const lowerFirst = (text: string): string => (/^TensorFlow/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

/** Loads what the engine needs and makes it current. @returns its version. */
async function activate(engine: EngineName, cacheDirs: readonly string[]): Promise<string> {
  // Loaded only now: `gan doctor` and `gan --help` should not wait for TensorFlow.js.
  const tf = await import("../shared/tf");
  const { registerRandomKernels } = await import("./random-kernels");
  const { mendGradients } = await import("./mends");
  let version = tf.version_core;
  if (engine === "tensorflow") version = await loadInstalled(cacheDirs);
  else if (engine === "wasm") await (await import("./plain-backends")).registerWasm();
  else await (await import("./plain-backends")).registerCpu();
  if (!(await tf.setBackend(engine))) throw new GanError("engine-missing", `The ${engine} engine could not be started on this machine`);
  registerRandomKernels();
  mendGradients();
  return version;
}

async function loadInstalled(cacheDirs: readonly string[]): Promise<string> {
  const found = await findTensorFlow(cacheDirs);
  if (!found) throw new GanError("engine-missing", "TensorFlow is not installed", REMEDY);
  if (found.state === "broken") throw new GanError("engine-missing", `TensorFlow is installed but damaged (${found.dir}: ${found.reason})`, `${REMEDY} to repair it`);
  const { registerTensorFlow } = await import("./tensorflow");
  try {
    return registerTensorFlow(found.addon);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new GanError("engine-missing", `TensorFlow is installed but cannot be loaded (${reason})`, `${REMEDY} to repair it`, { cause });
  }
}
