import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { GanError } from "../shared/errors";
import { processExists } from "../shared/files/lock";
import { runFiles } from "./files";
import { isModuleFile } from "./modules";
import { isRewoundName, isRewoundStaging } from "./rewound";
import { isEventFile } from "./tensorboard/event-files";

/*
 * Which files of a folder a run has made. What else lies there is somebody's own, and is left
 * alone.
 */

/**
 * Written beside the file that it becomes: its name, maybe a token, and the process that writes.
 */
const TEMPORARY = /^(.+?)(?:\.[\da-f]{8})?\.(\d+)\.tmp$/;

const { samples, checkpoints, modules, index, rewound, ...atTop } = runFiles("");
const AT_TOP: ReadonlySet<string> = new Set(Object.values(atTop).map((file) => basename(file)));

/** The folders that a run makes, and which files in them are its own. */
const FOLDERS: Record<string, (name: string) => boolean> = {
  [samples]: (name) => /^step-\d+\.(nearest\.)?(png|json|csv)$/.test(name),
  [checkpoints]: (name) => /^step-\d+\.safetensors(\.damaged)?$/.test(name),
  [index]: (name) => /^rows-\d+-level-\d+\.bin$/.test(name) || name.endsWith(".tmp"),
};

interface Found {
  /** Files that the run has made, absolute; its record is the last. */
  own: string[];
  /** What is not the run's, by its path within the folder. */
  foreign: string[];
  /** Folders that the run has made, absolute, the inner before the outer. */
  folders: string[];
}

/** Looks through a run's folder. Links are not followed. */
export function filesIn(dir: string): Found {
  const found: Found = { own: [], foreign: [], folders: [] };
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const { name } = entry;
    const isOwnFolder = FOLDERS[name];
    if (entry.isDirectory() && isOwnFolder) addFolder(found, dir, name, isOwnFolder);
    else if (entry.isDirectory() && name === modules) addModules(found, dir);
    else if (entry.isDirectory() && name === rewound) addRewound(found, dir);
    else if (!entry.isDirectory() && isOwnAtTop(name)) found.own.push(join(dir, name));
    else found.foreign.push(name);
  }
  const { record } = runFiles(dir);
  found.own.sort((a, b) => Number(a === record) - Number(b === record));
  return found;
}

/** What lies in a run's folder and is not the run's, by its path within the folder. */
export const foreignFiles = (dir: string): string[] => filesIn(dir).foreign;

const MAX_NAMED = 3;

/** Some names, and how many more there are. */
export function someNames(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * Refuses a folder that holds what is somebody's own: what a run or a study writes, deletes and
 * counts would get mixed up with it.
 *
 * @param foreign what that is, by its path within the folder
 * @throws GanError `bad-usage`
 */
export function refuseForeignFiles(dir: string, foreign: readonly string[]): void {
  if (foreign.length === 0) return;
  throw new GanError(
    "bad-usage",
    `this folder holds other files: ${someNames(foreign)} (${dir})`,
    "give a folder that is new or empty",
  );
}

/** Whether a file is what a killed process left half written. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

const isOwnAtTop = (name: string): boolean => AT_TOP.has(stemOf(name)) || isEventFile(name);

const stemOf = (name: string): string => TEMPORARY.exec(name)?.[1] ?? name;

function addFolder(
  found: Found,
  dir: string,
  folder: string,
  isOwn: (name: string) => boolean,
): void {
  for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
    const isMine = !entry.isDirectory() && (isOwn(entry.name) || isOwn(stemOf(entry.name)));
    if (isMine) found.own.push(join(dir, folder, entry.name));
    else found.foreign.push(join(folder, entry.name));
  }
  found.folders.push(join(dir, folder));
}

function addModules(found: Found, dir: string): void {
  const isOwn = isModuleFile(dir);
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (isOwn(path) || isOwn(join(folder, stemOf(entry.name))))
        found.own.push(join(dir, path));
      else found.foreign.push(path);
    }
    found.folders.push(join(dir, folder));
  };
  walk(modules);
}

/** What was cut off: of each part all files, since they were a run's own before. */
function addRewound(found: Found, dir: string): void {
  for (const { name } of readdirSync(join(dir, rewound), { withFileTypes: true })) {
    const part = join(rewound, name);
    if (!isRewoundName(name) && !isRewoundStaging(name)) {
      found.foreign.push(part);
      continue;
    }
    const inner = readdirSync(join(dir, part), { recursive: true, withFileTypes: true });
    for (const entry of inner) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) found.folders.unshift(path);
      else found.own.push(path);
    }
    found.folders.push(join(dir, part));
  }
  found.folders.push(join(dir, rewound));
}

/**
 * Deletes what processes that were killed left half written. Only for the process that has the
 * run's lock.
 */
export function sweepTemporaryFiles(dir: string): void {
  for (const file of filesIn(dir).own) {
    const pid = Number(TEMPORARY.exec(basename(file))?.[2]);
    // This process has only just begun: what bears its number is from another that had it before.
    if (pid === process.pid || (pid > 0 && !processExists(pid))) rmSync(file, { force: true });
  }
}

/**
 * Deletes what a run has made in a folder, and the folder if nothing else is in it. @returns what
 * else is in it
 */
export function deleteOwnFiles(dir: string): string[] {
  const { own, foreign, folders } = filesIn(dir);
  for (const file of own) rmSync(file, { force: true });
  for (const folder of [...folders, dir]) removeIfEmpty(folder);
  return foreign;
}

/** Removes a folder that is there and has nothing in it. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOENT") throw error;
  }
}
