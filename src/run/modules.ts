import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { GanError } from "../shared/errors";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import * as z from "../shared/zod";
import { writeFileAtomic } from "./atomic-files";
import { runFiles } from "./files";

/*
 * Networks that are modules: a run keeps the files that it was begun with, `modules/generator/...`,
 * and runs those ever after. What a person changes in their own files is for their next run.
 */

/** What is kept of a module. */
export interface KeptModule {
  /** The file to load, absolute. */
  entry: string;
  /** Of all its files, their names and their text. */
  sha256: string;
  /** Where its files are; it may import nothing from elsewhere. */
  folder: string;
}

const folderOf = (runDir: string, network: NetworkName): string =>
  join(runFiles(runDir).modules, network);
const noteOf = (runDir: string, network: NetworkName): string =>
  join(runFiles(runDir).modules, `${network}.json`);

/**
 * Keeps a module's files, laid out to each other as they were. `sources`: absolute paths, the entry
 * among them, and texts.
 */
export function keepModule(
  runDir: string,
  network: NetworkName,
  entry: string,
  sources: ReadonlyMap<string, string>,
): void {
  const folder = folderOf(runDir, network);
  const names = [...sources.keys()];
  let root = dirname(entry);
  while (names.some((name) => relative(root, name).startsWith(`..${sep}`))) root = dirname(root);
  rmSync(folder, { recursive: true, force: true });
  const kept = new Map([...sources].map(([path, text]) => [relative(root, path), text]));
  for (const [name, text] of kept) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const note = {
    entry: relative(root, entry),
    sha256: checksumOf(kept),
    files: [...kept.keys()].sort(),
  };
  writeFileAtomic(noteOf(runDir, network), `${JSON.stringify(note, null, 2)}\n`);
}

/** The checksum of a module's files: of their names, relative to the module's folder, and texts. */
function checksumOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, text] of sorted) hash.update(`${name.replaceAll(sep, "/")}\0${text}\0`);
  return hash.digest("hex");
}

const noteSchema = z.object({
  entry: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * A network's module as the run keeps it. Throws `bad-run` where there is none, or where its files
 * are not those that were kept: nothing of them may run then.
 */
export function keptModule(runDir: string, network: NetworkName): KeptModule {
  const { entry, sha256 } = readNote(runDir, network);
  const folder = folderOf(runDir, network);
  const files = filesIn(folder);
  if (files?.has(normalize(entry)) && checksumOf(files) === sha256) {
    return { entry: join(folder, entry), sha256, folder };
  }
  throw new GanError(
    "bad-run",
    `the module of the run's ${network} is not the one that the run was begun with (${folder})`,
    "bring its files back as they were, or start a new run",
  );
}

function readNote(runDir: string, network: NetworkName): z.infer<typeof noteSchema> {
  const note = noteOf(runDir, network);
  try {
    return noteSchema.parse(JSON.parse(readFileSync(note, "utf8")));
  } catch (cause) {
    throw new GanError(
      "bad-run",
      `the run has lost the module of its ${network} (${note})`,
      "start a new run",
      { cause },
    );
  }
}

/**
 * The texts of the files below a folder by their names relative to it; undefined where there is
 * something else than files and folders, such as a link that leads out of it.
 */
function filesIn(folder: string): ReadonlyMap<string, string> | undefined {
  if (!existsSync(folder)) return undefined;
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) return undefined;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path), readFileSync(path, "utf8"));
  }
  return files;
}

/** Whether a run keeps a module for a network: from its first step on, where that is one. */
export const keepsModule = (runDir: string, network: NetworkName): boolean =>
  existsSync(noteOf(runDir, network));

/** What tells the files that a run keeps of its modules, by their paths within its folder. */
export function isModuleFile(runDir: string): (path: string) => boolean {
  const kept = new Set<string>();
  const wholeFolders: string[] = [];
  for (const network of NETWORKS) {
    kept.add(relative(runDir, noteOf(runDir, network)));
    const folder = relative(runDir, folderOf(runDir, network));
    const files = filesOf(noteOf(runDir, network));
    if (files) for (const name of files) kept.add(join(folder, name));
    else wholeFolders.push(`${folder}${sep}`);
  }
  return (path) => kept.has(path) || wholeFolders.some((folder) => path.startsWith(folder));
}

/**
 * The files of a module, as its note lists them; undefined where there is no list: runs of earlier
 * versions have none.
 */
function filesOf(note: string): string[] | undefined {
  try {
    const { files } = JSON.parse(readFileSync(note, "utf8")) as { files?: unknown };
    return Array.isArray(files) ? files.filter((name) => typeof name === "string") : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The hashes of the modules that a run keeps: none before its first step, or where its networks are
 * layers.
 */
export function moduleHashes(runDir: string): Partial<Record<NetworkName, string>> {
  return Object.fromEntries(
    NETWORKS.filter((network) => keepsModule(runDir, network)).map((network) => [
      network,
      keptModule(runDir, network).sha256,
    ]),
  );
}
