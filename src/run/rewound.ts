import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { goesBack } from "../shared/protocol/changes";
import type { RunEvent, RunRecord } from "../shared/run/run";
import { isObject, isRecord, isStep } from "./checks";
import { runFiles } from "./files";

/* What was cut off a run that was taken back: it lies in a folder of the run, whole. */

/** A part that was cut off, in `rewound/<name>`. */
export interface RewoundPart {
  name: string;
  dir: string;
  /** The step that the run was taken back to, and where it had been. */
  step: number;
  from: number;
  time: string;
  bytes: number;
}

/** `note.json` of a part. */
export interface RewoundNote {
  step: number;
  time: string;
  /** The run's record before. */
  record: RunRecord;
}

/** The parts that were cut off a run, the latest first. */
export function rewoundParts(dir: string): RewoundPart[] {
  const { rewound } = runFiles(dir);
  if (!existsSync(rewound)) return [];
  return readdirSync(rewound)
    .filter(isRewoundName)
    .sort()
    .reverse()
    .flatMap((name) => {
      const folder = join(rewound, name);
      const note = readNote(folder);
      if (!note) return [];
      const { step, time, record } = note;
      return [{ name, dir: folder, step, from: record.step, time, bytes: bytesIn(folder) }];
    });
}

export function readNote(folder: string): RewoundNote | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(join(folder, "note.json"), "utf8"));
    return isObject(note) && isStep(note["step"]) && isRecord(note["record"])
      ? (note as unknown as RewoundNote)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether what was cut off goes on from the run as it is: the run has not gone back before the step
 * of the cut since.
 */
export function continuesRun({ name, step }: RewoundPart, events: readonly RunEvent[]): boolean {
  const cut = events.findLastIndex(
    (event) =>
      (event.type === "rewound" && event.kept === name) ||
      (event.type === "restored" && (event.kept === name || event.others?.includes(name))),
  );
  return cut >= 0 && !events.slice(cut + 1).some((event) => goesBack(event) && event.step < step);
}

/** The bytes of all files below a folder. */
export const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

/** Whether a folder in `rewound` bears the name of a part. */
export const isRewoundName = (name: string): boolean => /^\d{17}-step-\d+$/.test(name);

/** Where a part is written before it gets its name. */
export const isRewoundStaging = (name: string): boolean => /^\d{17}-step-\d+\.\d+\.tmp$/.test(name);
