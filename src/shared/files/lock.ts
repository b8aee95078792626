import { randomUUID } from "node:crypto";
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { onFile } from "./errors";
import { timeBeside } from "./share-clock";

/*
 * A lock file between processes. It names its holder, which writes a heartbeat into it every
 * second. Heartbeats are times of the machine's monotonic clock, which all processes share and
 * nobody sets, so that neither a changed clock nor a suspended machine makes a lock stale. A holder
 * that stands still loses its lock: it must ask `isOwn` before every write that counts.
 */

/** A lock without a heartbeat for so long has no holder, even if its process exists. */
const STALE_MS = 20_000;
const HEARTBEAT_MS = 1_000;
/** How long a file without content is taken for one that is being written. */
const BEING_WRITTEN_MS = 2_000;
/**
 * After taking over a stale lock a process waits for others that take it over at the same time: the
 * last one has it.
 */
const SETTLE_MS = 100;
const HEARTBEAT_DIGITS = 16;

/** Who holds a lock. */
export interface LockHolder {
  /** The process; undefined where the lock does not say. */
  pid?: number;
  /** In words, for messages. */
  description: string;
}

/** A lock that this process has taken. */
export interface HeldLock {
  readonly file: string;
  /**
   * Whether the lock is still this process's: it may have been taken over while the process stood
   * still, or deleted.
   */
  isOwn(): boolean;
  /** Gives the lock up. One that belongs to another process meanwhile stays. */
  release(): void;
}

interface LockContent {
  pid: number;
  machine: string;
  token: string;
  heartbeat: string;
}

/** Process numbers mean something on one machine, and within one container of it. */
const MACHINE = `${hostname()} ${pidNamespace()}`;

/** The tokens of the locks that this process holds. */
const heldTokens = new Set<string>();

/**
 * Who holds a lock now; undefined where nobody does. @throws what reading the file throws, except
 * that there is none
 */
export function holderOf(file: string): LockHolder | undefined {
  const seen = look(file);
  // A heartbeat that is read while it is written may be torn.
  return seen && !isLive(seen) ? holderIn(look(file)) : holderIn(seen);
}

interface Look {
  file: string;
  stats: Stats;
  text: string;
}

function look(file: string): Look | undefined {
  try {
    const stats = statSync(file);
    return { file, stats, text: stats.isFile() ? readFileSync(file, "latin1") : "" };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function holderIn(seen: Look | undefined): LockHolder | undefined {
  if (!seen || !isLive(seen)) return undefined;
  if (!seen.stats.isFile()) return { description: "another program (the lock is no file)" };
  const content = contentOf(seen.text);
  if (!content) return { description: "another process" };
  const elsewhere = content.machine !== "" && content.machine !== MACHINE;
  return {
    pid: content.pid,
    description: `process ${content.pid}${elsewhere ? ` on ${content.machine.split(" ")[0]}` : ""}`,
  };
}

function isLive({ file, stats, text }: Look): boolean {
  const untouchedMs = () => timeBeside(file, stats.dev) - stats.mtimeMs;
  if (!stats.isFile()) return untouchedMs() < STALE_MS;
  const content = contentOf(text);
  if (!content) return untouchedMs() < BEING_WRITTEN_MS;
  if (heldTokens.has(content.token)) return true;
  // The number of a process that was killed may be this one's now.
  const isHere = content.machine === MACHINE;
  if (isHere && content.pid === process.pid) return false;
  if (isHere || content.machine === "") {
    if (!processExists(content.pid)) return false;
  }
  if (!isHere) return untouchedMs() < STALE_MS;
  const ageMs = monotonicMs() - Number(content.heartbeat);
  // A heartbeat from the future is from before the machine was started anew.
  return ageMs >= 0 && ageMs < STALE_MS;
}

/** What a lock says; a number alone is the process of an earlier version of this program. */
function contentOf(text: string): LockContent | undefined {
  if (/^\d+$/.test(text)) return { pid: Number(text), machine: "", token: "", heartbeat: "" };
  try {
    const value = JSON.parse(text) as Partial<LockContent> | null;
    const { pid, machine, token, heartbeat } = value ?? {};
    return typeof pid === "number" &&
      typeof machine === "string" &&
      typeof token === "string" &&
      typeof heartbeat === "string"
      ? { pid, machine, token, heartbeat }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a lock if nobody holds it. The folder of the file must exist.
 *
 * @param onLost called once if the lock is taken over or deleted
 * @returns the lock, or who holds it
 */
export async function tryLock(
  file: string,
  onLost: () => void = () => undefined,
): Promise<{ lock: HeldLock } | { holder: LockHolder }> {
  const token = randomUUID();
  const own = `${file}.${token.slice(0, 8)}.${process.pid}.tmp`;
  const held = holderOf(file);
  if (held) return { holder: held };
  try {
    onFile(file, () => writeFileSync(own, textOf(token), "latin1"));
    if (!createFrom(own, file, token)) {
      // There is one: it was just taken, or it is stale.
      const other = holderOf(file);
      if (other) return { holder: other };
      replace(own, file);
      await sleep(SETTLE_MS);
    }
    if (tokenIn(file) === token) return { lock: hold(file, token, onLost) };
    return { holder: holderOf(file) ?? { description: "another process" } };
  } finally {
    rmSync(own, { force: true });
  }
}

/** Makes the lock in one stroke where there is none; false where there is. */
function createFrom(own: string, file: string, token: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
  }
  // A file system without links.
  try {
    writeFileSync(file, textOf(token), { encoding: "latin1", flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function replace(own: string, file: string): void {
  // An abandoned folder is the lock of an earlier version of this program. One with something in it
  // is none.
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(file);
  renameSync(own, file);
}

function hold(file: string, token: string, onLost: () => void): HeldLock {
  // Heartbeats go through this handle: they never reach a file that another process has put in the
  // place of this one.
  const handle = openSync(file, "r+");
  heldTokens.add(token);
  let released = false;
  const isOwn = () => !released && tokenIn(file) === token;
  const end = () => {
    if (released) return;
    released = true;
    clearInterval(timer);
    heldTokens.delete(token);
    closeSync(handle);
  };
  const timer = setInterval(() => {
    if (isOwn()) return beat(handle, token);
    end();
    onLost();
  }, HEARTBEAT_MS);
  timer.unref();
  return {
    file,
    isOwn,
    release() {
      const own = isOwn();
      end();
      if (own) unlinkIfThere(file);
    },
  };
}

function beat(handle: number, token: string): void {
  try {
    writeSync(handle, textOf(token), 0, "latin1");
  } catch {
    // A full disk or a lost network share: the next write of the work itself says so.
  }
}

/** Always of the same length, so that a heartbeat is written over the one before. */
const textOf = (token: string): string =>
  JSON.stringify({
    pid: process.pid,
    machine: MACHINE,
    token,
    heartbeat: String(monotonicMs()).padStart(HEARTBEAT_DIGITS, "0"),
  } satisfies LockContent);

function tokenIn(file: string): string | undefined {
  try {
    return contentOf(readFileSync(file, "latin1"))?.token;
  } catch {
    return undefined;
  }
}

function unlinkIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Milliseconds since the machine was started. */
const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export function processExists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Whether a process has ended and only its number is left, which in a container may never be taken
 * back.
 */
function isZombie(pid: number): boolean {
  try {
    // The name in parentheses may hold anything; the state comes after it.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
