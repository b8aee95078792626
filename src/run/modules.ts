import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { GanError } from "../shared/errors";
import { NETWORKS, type NetworkName } from "../shared/run";
import { runFiles, writeFileAtomic } from "./files";

/*
 * Networks that are modules: a run keeps the files that it was begun with, `modules/generator/...`, and runs those ever after. What a person
 * changes in their own files is for their next run.
 */

/** What is kept of a module. */
export interface KeptModule {
  /** The file to load, absolute. */
  entry: string;
  /** Of all its files, their names and their text. */
  sha256: string;
}

const folderOf = (runDir: string, network: NetworkName): string =>
  join(runFiles(runDir).modules, network);
const noteOf = (runDir: string, network: NetworkName): string =>
  join(runFiles(runDir).modules, `${network}.json`);

/** Keeps a module's files, laid out to each other as they were. `sources`: absolute paths, the entry among them, and texts. */
export function keepModule(
  runDir: string,
  network: NetworkName,
  entry: string,
  sources: ReadonlyMap<string, string>,
): void {
  const folder = folderOf(runDir, network),
    names = [...sources.keys()];
  let root = dirname(entry);
  while (names.some((name) => relative(root, name).startsWith(`..${sep}`))) root = dirname(root);
  rmSync(folder, { recursive: true, force: true });
  const hash = createHash("sha256");
  for (const [name, text] of [...sources]
    .map(([path, text]) => [relative(root, path), text] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    hash.update(`${name.replaceAll(sep, "/")}\0${text}\0`);
  }
  writeFileAtomic(
    noteOf(runDir, network),
    `${JSON.stringify({ entry: relative(root, entry), sha256: hash.digest("hex") }, null, 2)}\n`,
  );
}

/** A network's module as the run keeps it. @throws GanError `bad-run` where there is none */
export function keptModule(runDir: string, network: NetworkName): KeptModule {
  const note = noteOf(runDir, network);
  try {
    const { entry, sha256 } = JSON.parse(readFileSync(note, "utf8")) as KeptModule;
    return { entry: join(folderOf(runDir, network), entry), sha256 };
  } catch (cause) {
    throw new GanError(
      "bad-run",
      `the run has lost the module of its ${network} (${note})`,
      "start the run anew",
      { cause },
    );
  }
}

/** The hashes of the modules that a run keeps: none before its first step, or where its networks are layers. */
export function moduleHashes(runDir: string): Partial<Record<NetworkName, string>> {
  return Object.fromEntries(
    NETWORKS.filter((network) => existsSync(noteOf(runDir, network))).map((network) => [
      network,
      keptModule(runDir, network).sha256,
    ]),
  );
}
