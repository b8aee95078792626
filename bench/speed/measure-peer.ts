import { lastWords, runChild } from "./child";
import type { Measurement } from "./measurement";

/**
 * Starts a peer (see peers/peer.py for what it is given and prints) and returns what it measured.
 */
export async function measurePeer(
  program: readonly string[],
  config: string,
  variant: string,
  seconds: number,
  options: { limit: number; env: NodeJS.ProcessEnv },
): Promise<Measurement> {
  let output = "";
  const [command = "", ...args] = [
    ...program,
    config,
    variant,
    String(seconds),
    String(Date.now()),
  ];
  // A quarter of the time for warming up, and calls of many iterations run over.
  const limit = options.limit + seconds * 2500;
  const ended = await runChild(command, args, {
    limit,
    env: { TF_CPP_MIN_LOG_LEVEL: "2", PYTHONDONTWRITEBYTECODE: "1", ...options.env },
    onOutput: (text) => {
      output += text;
    },
  });
  const line = output.trim().split("\n").at(-1) ?? "";
  if (ended.code !== 0 || !line.startsWith("{")) throw new Error(lastWords(ended));
  return JSON.parse(line) as Measurement;
}
