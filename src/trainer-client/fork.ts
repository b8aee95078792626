import { type ChildProcess, fork } from "node:child_process";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { isTensorFlowInfo } from "../engine/native/stderr-filter";
import { engineEnvironment } from "../engine/native/environment";
import { CACHE_VARIABLE } from "../shared/files/cache";

/* Starts the trainer's process. */

export interface ForkOptions {
  /** The bundled `trainer.js`. */
  trainerFile: string;
  cacheDirs: readonly string[];
  /** The Node to run it with; by default the one that runs this. */
  execPath?: string;
  /** Threads that an operation may use; by default as many as there are processors. */
  threads?: number;
  /** Whether it is out of reach of what ends this process and all that it started. */
  detached?: boolean;
  /** A line of its error output that is not an information line of TensorFlow's. */
  onErrorLine(line: string): void;
}

/** Starts a process of the trainer's program. */
export function forkTrainer({
  trainerFile,
  cacheDirs,
  execPath,
  threads,
  detached = false,
  onErrorLine,
}: ForkOptions): ChildProcess {
  const child = fork(trainerFile, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // A step leaves thousands of small objects. With a young generation of its full size from the
    // start memory is flat.
    execArgv: ["--min-semi-space-size=16", "--expose-gc"],
    ...(execPath ? { execPath } : {}),
    detached,
    env: {
      ...compileCache(cacheDirs),
      ...process.env,
      ...engineEnvironment(process.env, threads),
      [CACHE_VARIABLE]: cacheDirs.join(delimiter),
    },
  });
  if (child.stderr)
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (!isTensorFlowInfo(line)) onErrorLine(line);
    });
  return child;
}

/**
 * Where Node keeps the compiled program, from version 22 on: a third of the time that loading the
 * trainer takes.
 */
const compileCache = ([dir]: readonly string[]): Record<string, string> =>
  dir === undefined ? {} : { NODE_COMPILE_CACHE: join(dir, "compiled") };
