import { spawn } from "node:child_process";
import { GanError } from "../../shared/errors";
import { isTensorFlowInfo } from "../native/stderr-filter";
import { engineEnvironment } from "../native/environment";

/* Checks an installed TensorFlow in a process of its own: whether it loads, and computes. */

/**
 * Runs in the child. Talks to the addon itself, so that it works wherever Node does, without any
 * package.
 */
const PROGRAM = `
const binding = require(process.argv[1]);
const matrix = binding.createTensor([2, 2], binding.TF_FLOAT, Float32Array.of(1, 2, 3, 4));
const [product] = binding.executeOp("MatMul", [
  { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  { name: "transpose_a", type: binding.TF_ATTR_BOOL, value: false },
  { name: "transpose_b", type: binding.TF_ATTR_BOOL, value: false },
], [matrix, matrix], 1);
const values = Array.from(binding.tensorDataSync(product.id));
process.stdout.write(JSON.stringify({ version: binding.TF_Version, values }));
`;
const EXPECTED = [7, 10, 15, 22].join();
const TIMEOUT_MS = 120_000;

/**
 * Loads the addon in a child process and multiplies two matrices: a library for another machine can
 * end the process that loads it, which must not be ours.
 * @returns TensorFlow's version.
 * @throws GanError `engine-install` with what went wrong; `cancelled`.
 */
export function checkAddon(
  addon: string,
  options: { signal?: AbortSignal | undefined; node?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    // In VS Code's own process execPath is Electron, which only behaves as Node when it is told to.
    const env = { ...process.env, ...engineEnvironment(), ELECTRON_RUN_AS_NODE: "1" };
    const child = spawn(options.node ?? process.execPath, ["-e", PROGRAM, addon], {
      env,
      signal: options.signal,
      timeout: TIMEOUT_MS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (cause) =>
      reject(
        options.signal?.aborted
          ? new GanError("cancelled", "Checking TensorFlow was cancelled")
          : new GanError(
              "engine-install",
              `TensorFlow could not be checked: ${cause.message}`,
              "",
              { cause },
            ),
      ),
    );
    child.on("close", (status, killedBy) => {
      const result = status === 0 ? parse(stdout) : undefined;
      if (result?.values.join() === EXPECTED) resolve(result.version);
      else if (result)
        reject(
          new GanError(
            "engine-install",
            `TensorFlow loads but multiplies wrongly: ${result.values.join()} instead of ` +
              `${EXPECTED}`,
          ),
        );
      else
        reject(
          new GanError(
            "engine-install",
            `TensorFlow does not load: ${explain(stderr, status, killedBy)}`,
          ),
        );
    });
  });
}

function parse(stdout: string): { version: string; values: number[] } | undefined {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

function explain(stderr: string, status: number | null, killedBy: NodeJS.Signals | null): string {
  const thrown = /^(?:\w*Error): (.+)$/m.exec(stderr)?.[1];
  if (thrown) return thrown.trim();
  const last = stderr
    .trim()
    .split("\n")
    .filter((line) => !isTensorFlowInfo(line))
    .at(-1);
  return killedBy
    ? `the process that loaded it was ended by ${killedBy}`
    : last || `the process that loaded it ended with status ${status}`;
}
