import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { GanError } from "../../../shared/errors";
import { type Data, type ElementType, sizeOf } from "../../graph/ir";
import { bytesOf, type RuntimeTensor, type Runtime, type Session, viewOf } from "./runtime";

/* ONNX Runtime as a native library: the user's package onnxruntime-node. */

const PACKAGE = "onnxruntime-node";
/** Names the folder of the package, where it is to be found nowhere else. */
export const ONNX_NODE_VARIABLE = "GAN_ONNXRUNTIME_NODE";

/**
 * What we use of onnxruntime-node; it comes with types of its own where it is installed, which it
 * need not be.
 */
interface OrtTensor {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Data;
  dispose(): void;
}
interface OrtSession {
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}
interface Ort {
  Tensor: new (type: ElementType, data: Data, dims: readonly number[]) => OrtTensor;
  InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<OrtSession>;
  };
}

interface NodeTensor extends RuntimeTensor {
  readonly tensor: OrtTensor;
}

/**
 * The package onnxruntime-node, with a native library, as the user has installed it: named by the
 * variable, or by `npm install onnxruntime-node` in one of the folders (or above them), or beside
 * this program. Nothing is loaded.
 * @returns the file to load.
 */
export function findOnnxNode(
  folders: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const named = env[ONNX_NODE_VARIABLE];
  const tries: [string, string][] = named
    ? [[join(named, "package.json"), named]]
    : [...folders.map((folder) => join(folder, "package.json")), __filename].map((from) => [
        from,
        PACKAGE,
      ]);
  for (const [from, request] of tries) {
    try {
      return createRequire(from).resolve(request);
    } catch {
      // Not there.
    }
  }
  return undefined;
}

/** The version of a package that was found, without loading it. */
export function onnxNodeVersion(file: string): string {
  const { version } = JSON.parse(
    readFileSync(join(dirname(file), "..", "package.json"), "utf8"),
  ) as { version: string };
  return version;
}

/** Loads onnxruntime-node into this process. @throws GanError `engine-missing`. */
export function startOnnxNode(file: string, threads: number): Runtime {
  const ort = load(file);
  return {
    name: "onnx-node",
    version: onnxNodeVersion(file),
    threads,
    load: async (model) =>
      sessionOf(
        await ort.InferenceSession.create(model, {
          executionProviders: ["cpu"],
          graphOptimizationLevel: "all",
          executionMode: "sequential",
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
        }),
      ),
    create(type, shape, fill) {
      const values = viewOf(type, new ArrayBuffer(bytesOf(type, shape)), 0, sizeOf(shape));
      fill(values);
      return { type, shape, tensor: new ort.Tensor(type, values, shape) } satisfies NodeTensor;
    },
    read: (held) => (held as NodeTensor).tensor.data,
    // Its memory is JavaScript's.
    release: (held) => (held as NodeTensor).tensor.dispose(),
  };
}

function load(file: string): Ort {
  try {
    return createRequire(file)(file) as Ort;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new GanError(
      "engine-missing",
      `onnxruntime-node is installed but cannot be loaded (${reason})`,
      `run \`npm install ${PACKAGE}\` again`,
      { cause },
    );
  }
}

const sessionOf = (session: OrtSession): Session => ({
  async run(inputs) {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, held]) => [name, (held as NodeTensor).tensor]),
    );
    const results = await session.run(feeds);
    return session.outputNames.map((name): NodeTensor => {
      const tensor = results[name];
      if (!tensor) throw new Error(`internal: ONNX Runtime gave no result ${name}`);
      return { type: tensor.type, shape: tensor.dims, tensor };
    });
  },
  release: () => session.release(),
});
