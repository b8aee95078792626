import { mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../run";
import { processExists } from "../../shared/files/lock";
import { storeFiles } from "./files";

/*
 * Whether a worker still works. Each one raises a number in a file of its own every few seconds.
 * Others look at it, and judge by their own monotonic clock for how long it has not moved: what the
 * clocks of the machines say does not matter.
 */

/** What a worker says of itself. */
export interface Heartbeat {
  /** Raised every few seconds. */
  beat: number;
  /** Seconds of the study when it was raised. */
  t: number;
  /** The machine's name, for a person. */
  machine: string;
  /** The machine and the container on it; empty where that cannot be told for certain. */
  place: string;
  pid: number;
  /** The worker has left in good order. */
  ended?: true;
}

const fileOf = (dir: string, worker: string): string =>
  join(storeFiles(dir).workers, `${worker}.json`);

/** A worker's own heartbeat. */
export class Heart {
  #beat = 0;

  constructor(
    readonly dir: string,
    readonly worker: string,
  ) {
    mkdirSync(dirname(fileOf(dir, worker)), { recursive: true });
  }

  /** @throws what the file system says */
  beat(t: number, ended = false): void {
    const heartbeat: Heartbeat = {
      beat: ++this.#beat,
      t,
      machine: hostname(),
      place: PLACE,
      pid: process.pid,
      ...(ended ? { ended } : {}),
    };
    writeFileAtomic(fileOf(this.dir, this.worker), `${JSON.stringify(heartbeat)}\n`);
  }
}

/** Undefined where there is none, or none that can be read. */
export function readHeartbeat(dir: string, worker: string): Heartbeat | undefined {
  try {
    const value = JSON.parse(readFileSync(fileOf(dir, worker), "utf8")) as Heartbeat;
    return typeof value.beat === "number" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What was last seen of a worker. */
interface Seen {
  beat: number | undefined;
  silentMs: number;
  lookedAt: number;
}

/** Looks at the heartbeats of other workers. */
export class Watch {
  readonly #seen = new Map<string, Seen>();

  /**
   * @param silenceMs after so long without a sign of life a worker is taken for dead
   * @param nowMs a clock that nobody sets
   */
  constructor(
    readonly dir: string,
    readonly silenceMs: number,
    readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Looks at a worker. @returns whether it is taken for dead */
  isDead(worker: string): boolean {
    const heartbeat = readHeartbeat(this.dir, worker);
    if (heartbeat?.ended) return true;
    if (heartbeat && isGoneFromHere(heartbeat)) return true;
    return this.#silentMs(worker, heartbeat?.beat) >= this.silenceMs;
  }

  /**
   * For how long a worker has given no sign of life, as far as this process has watched. Between
   * two looks at most a third of the allowed silence counts: this process may itself have stood
   * still.
   */
  #silentMs(worker: string, beat: number | undefined): number {
    const now = this.nowMs();
    const before = this.#seen.get(worker);
    const sinceMs = before && before.beat === beat ? now - before.lookedAt : undefined;
    const silentMs =
      before && sinceMs !== undefined ? before.silentMs + Math.min(sinceMs, this.silenceMs / 3) : 0;
    this.#seen.set(worker, { beat, silentMs, lookedAt: now });
    return silentMs;
  }
}

/** Whether a worker's process was one of this machine and is there no more. */
export const isGoneFromHere = ({ place, pid }: Heartbeat): boolean =>
  place !== "" && place === PLACE && !processExists(pid);

/**
 * This machine since it was started, and the container on it: what process numbers mean something
 * in. Names of machines alone are often the same in a cluster.
 */
const PLACE = placeOfProcesses();

function placeOfProcesses(): string {
  if (process.platform !== "linux") return hostname();
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}
