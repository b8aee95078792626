import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isLive } from "../shared/run/state";
import { stepOfName } from "../shared/run/picture";
import { checkpointStep, listCheckpoints } from "./checkpoint-files";
import { runFiles } from "./files";
import { takeLockToDelete } from "./lock";
import { settledRecord } from "./record";
import { keptSteps } from "./retention";
import { rewoundParts } from "./rewound";
import { readExperiment } from "./store";
import { studyOf } from "./study-of";

/* What of a run can be deleted to free space, and its deletion. */

/** What can be deleted: old checkpoints, what was cut off, pictures but the last. */
export const CLEAN_KINDS = ["checkpoints", "rewound", "pictures"] as const;
export type CleanKind = (typeof CLEAN_KINDS)[number];

/** What can be deleted of one kind. */
export interface Freeable {
  kind: CleanKind;
  /** Files, or whole folders. */
  paths: string[];
  bytes: number;
}

/** Why nothing of a run is deleted now; undefined where something can be. */
export function whyKept(dir: string): string | undefined {
  if (isLive(settledRecord(dir).state)) return "it is being trained";
  return studyOf(dir) === undefined ? undefined : "it belongs to a study";
}

/**
 * What of a run at rest can be deleted: checkpoints but the `keep` latest and those that its policy
 * or a pin holds, all that was cut off, and pictures but the last.
 */
export async function freeableOf(
  dir: string,
  { keep, kinds }: { keep: number; kinds: readonly CleanKind[] },
): Promise<Freeable[]> {
  const finders: Record<CleanKind, () => Promise<string[]> | string[]> = {
    checkpoints: () => oldCheckpoints(dir, keep),
    rewound: () => rewoundParts(dir).map((part) => part.dir),
    pictures: () => oldPictures(dir),
  };
  const found: Freeable[] = [];
  for (const kind of kinds) {
    const paths = await finders[kind]();
    if (paths.length > 0) found.push({ kind, paths, bytes: sum(paths.map(sizeOf)) });
  }
  return found;
}

async function oldCheckpoints(dir: string, keep: number): Promise<string[]> {
  const { checkpoint } = await readExperiment(dir);
  const files = listCheckpoints(dir);
  const kept = await keptSteps(dir, files.map(checkpointStep), { ...checkpoint, keep });
  return files.filter((file) => !kept.has(checkpointStep(file)));
}

function oldPictures(dir: string): string[] {
  const { samples } = runFiles(dir);
  if (!existsSync(samples)) return [];
  const names = readdirSync(samples).filter((name) => stepOfName(name) !== undefined);
  const last = Math.max(...names.map((name) => stepOfName(name) ?? -1));
  return names.filter((name) => stepOfName(name) !== last).map((name) => join(samples, name));
}

/** Deletes what was found of a run. @throws GanError `busy` where somebody trains it by now */
export async function free(dir: string, found: readonly Freeable[]): Promise<void> {
  const lock = await takeLockToDelete(dir);
  try {
    for (const path of found.flatMap(({ paths }) => paths))
      rmSync(path, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.size ?? 0;
  return sum(readdirSync(path).map((name) => sizeOf(join(path, name))));
}
