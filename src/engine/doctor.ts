import { access } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { join } from "node:path";
import { formatError, toGanError } from "../shared/errors";
import { onnxWebDir, wasmDir } from "./assets";
import { checkAddon } from "./install/check";
import { compilerHint, findCompiler } from "./install/compile";
import { findTensorFlow } from "./install/find";
import { tfjsDownloadUrls } from "./install/tfjs-downloads";
import { wheelFor } from "./install/wheel";
import { canRun, type EngineName, ENGINES } from "./names";
import { findOnnxNode, onnxNodeVersion } from "./onnx/runtime/node";
import { ONNX_WEB_VERSION } from "./onnx/runtime/web";
import { TFJS_VERSION } from "./versions";

/* What `gan doctor` reports: which engines this machine has, and what to do for a faster one. */

export interface EngineReport {
  name: EngineName;
  available: boolean;
  version?: string;
  /** Folder of the installation, for TensorFlow. */
  path?: string;
  /** What to know about it: why it is not available, or what it cannot do. */
  remark: string;
  /** What the user can do to have it. */
  remedy?: string;
}

export interface DoctorReport {
  platform: string;
  arch: string;
  /** `v20.20.2` */
  node: string;
  /** `process.versions.modules`: which native addons this Node takes. */
  abi: string;
  /** Highest Node-API level. */
  napi: string;
  cores: number;
  /** Bytes. */
  memory: { total: number; free: number };
  cacheDirs: readonly string[];
  /** Full path of the C++ compiler. */
  compiler?: string;
  engines: EngineReport[];
  /** What `auto` takes, by whether the experiment has convolutional layers. */
  auto: { dense: EngineName; convolution: EngineName };
}

/**
 * What this machine can train with. TensorFlow, where installed, is really loaded, in a child
 * process.
 */
export async function diagnose(
  cacheDirs: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<DoctorReport> {
  const compiler = findCompiler(env);
  const engines = [
    await tensorFlow(cacheDirs, env),
    onnxNode(env),
    await onnxWeb(),
    await wasm(),
    cpu(),
  ];
  const first = (convolution: boolean): EngineName =>
    ENGINES.find(
      (name) =>
        canRun(name, { convolution }) &&
        engines.some((engine) => engine.name === name && engine.available),
    )!;
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.version,
    abi: process.versions.modules,
    napi: process.versions["napi"] ?? "",
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    cacheDirs,
    ...(compiler ? { compiler } : {}),
    engines,
    auto: { dense: first(false), convolution: first(true) },
  };
}

async function tensorFlow(
  cacheDirs: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<EngineReport> {
  const found = await findTensorFlow(cacheDirs);
  const missing = (remark: string, path?: string): EngineReport => ({
    name: "tensorflow",
    available: false,
    remark,
    ...(path ? { path } : {}),
    remedy: remedy(env),
  });
  if (!found) return missing("not installed");
  if (found.state === "broken") return missing(`damaged: ${found.reason}`, found.dir);
  try {
    const version = await checkAddon(found.addon);
    return {
      name: "tensorflow",
      available: true,
      version,
      path: found.dir,
      remark: `the fastest; from ${found.source}`,
    };
  } catch (error) {
    return missing(formatError(toGanError(error)), found.dir);
  }
}

function remedy(env: NodeJS.ProcessEnv): string {
  const ready = tfjsDownloadUrls(env) !== undefined;
  if (!ready && !wheelFor())
    return (
      `TensorFlow is not published for ${process.platform} on ${process.arch}; the other ` +
      "engines work"
    );
  const install = "run `gan doctor --install` (about 300 MB to download, 900 MB on the disk)";
  if (findCompiler(env) || !wheelFor()) return install;
  return ready
    ? `${install}; should it ask for a C++ compiler, ${compilerHint()}`
    : `${compilerHint()}, then ${install}`;
}

function onnxNode(env: NodeJS.ProcessEnv): EngineReport {
  const file = findOnnxNode([process.cwd()], env);
  if (!file)
    return {
      name: "onnx-node",
      available: false,
      remark: "the package onnxruntime-node is not installed here",
      remedy: "only of use without TensorFlow: run `npm install onnxruntime-node`",
    };
  return {
    name: "onnx-node",
    available: true,
    version: onnxNodeVersion(file),
    path: file,
    remark: "compiled steps on the processor, without TensorFlow",
  };
}

const onnxWeb = (): Promise<EngineReport> =>
  bundled(
    "onnx-web",
    join(onnxWebDir(), "ort-wasm-simd-threaded.wasm"),
    ONNX_WEB_VERSION,
    "compiled steps in WebAssembly, part of GAN Workbench; several times slower than TensorFlow",
  );

const wasm = (): Promise<EngineReport> =>
  bundled(
    "wasm",
    join(wasmDir(), "tfjs-backend-wasm.wasm"),
    TFJS_VERSION,
    "op by op; many times slower than TensorFlow; cannot train convolutional layers",
  );

async function bundled(
  name: EngineName,
  file: string,
  version: string,
  remark: string,
): Promise<EngineReport> {
  try {
    await access(file);
    return { name, available: true, version, remark };
  } catch {
    return {
      name,
      available: false,
      remark: "its files are missing",
      remedy: "install GAN Workbench again",
    };
  }
}

const cpu = (): EngineReport => ({
  name: "cpu",
  available: true,
  version: TFJS_VERSION,
  remark: "op by op in plain JavaScript; for very small networks",
});

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** The report as plain text for a terminal. */
export function formatReport(report: DoctorReport): string {
  const { auto } = report;
  const rows = report.engines.flatMap(
    ({ name, available, version, path, remark, remedy: advice }) => [
      `  ${available ? "yes" : "no "}  ${name.padEnd(11)}${(version ?? "").padEnd(9)}${remark}`,
      ...[path, advice && `-> ${advice}`].filter(Boolean).map((line) => `${" ".repeat(27)}${line}`),
    ],
  );
  const choice =
    auto.dense === auto.convolution
      ? `${auto.dense}.`
      : `${auto.dense}, and ${auto.convolution} for convolutional layers.`;
  return [
    `Machine   ${report.platform} ${report.arch}, ${report.cores} cores, ` +
      `${gigabytes(report.memory.total)} memory (${gigabytes(report.memory.free)} free)`,
    `Node      ${report.node} (module ABI ${report.abi}, Node-API ${report.napi})`,
    `Compiler  ${report.compiler ?? "none found"}`,
    ...report.cacheDirs.map((dir, index) => `${index === 0 ? "Cache" : ""}`.padEnd(10) + dir),
    "",
    "Engines",
    ...rows,
    "",
    `"engine": "auto" takes ${choice}`,
  ].join("\n");
}
