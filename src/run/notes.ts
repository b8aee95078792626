import { readFileSync } from "node:fs";
import { notesOf, type RunNotes, withNotes } from "../shared/run/notes";
import { writeFileAtomic } from "./atomic-files";
import { runFiles } from "./files";

/* `notes.json`: what a person says of a run. It is theirs, and no trainer reads or writes it. */

/** The notes of a run; none where there is no file, or one that is not to be read. */
export function readNotes(dir: string): RunNotes {
  try {
    return notesOf(JSON.parse(readFileSync(runFiles(dir).notes, "utf8")));
  } catch {
    return {};
  }
}

/** Changes the notes of a run; returns them as they are then. */
export function changeNotes(dir: string, changes: RunNotes): RunNotes {
  const notes = withNotes(readNotes(dir), changes);
  writeFileAtomic(runFiles(dir).notes, `${JSON.stringify(notes, null, 2)}\n`);
  return notes;
}
