import { CACHE_VARIABLE } from "../../shared/files/cache";
import type { LaunchSettings } from "./settings";
import { shellWord, shellWords } from "./shell";

/* The command that is a worker, for a shell on whatever machine. */

/** What a launcher starts, some times over. */
export interface Launch {
  /** The study's folder, absolute. */
  dir: string;
  /** The study's name. */
  name: string;
  workers: number;
  settings: LaunchSettings;
  /** The bundled `cli.js`. */
  cliFile: string;
  /** Whether the study's networks are code, which the user has begun to train with. */
  trust: boolean;
  env: NodeJS.ProcessEnv;
}

/** Cores of a worker where nothing is said: a queue gives as many. */
export const coresOf = ({ cores = 1 }: LaunchSettings): number => cores;

const UNITS: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes of a size such as 1.5G. */
export function bytesOf(memory: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)([KMGT])$/.exec(memory) ?? [];
  return Math.round(Number(number) * (UNITS[unit] ?? NaN));
}

/**
 * `node cli.js work DIR`. With a set-up line, which may load a module of Node, the Node of the path
 * is taken.
 */
export function workerCommand(
  { dir, settings, cliFile, trust, env }: Launch,
  threads: number | undefined,
): string {
  const { setup, node = setup === undefined ? process.execPath : "node" } = settings;
  const cache = env[CACHE_VARIABLE];
  const words = shellWords([
    node,
    cliFile,
    "work",
    dir,
    ...(threads === undefined ? [] : ["--threads", String(threads)]),
    ...(trust ? ["--trust"] : []),
  ]);
  return cache ? `${CACHE_VARIABLE}=${shellWord(cache)} ${words}` : words;
}
