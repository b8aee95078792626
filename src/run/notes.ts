import { existsSync, readFileSync } from "node:fs";
import { GanError } from "../shared/errors";
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

/**
 * Changes the notes of a run; returns them as they are then.
 *
 * @throws GanError `bad-run` where the run is not there any more, or where its notes cannot be read:
 * they are a person's words, and are not written over
 */
export function changeNotes(dir: string, changes: RunNotes): RunNotes {
  const { record, notes: file } = runFiles(dir);
  if (!existsSync(record))
    throw new GanError(
      "bad-run",
      `the run is not there any more (${dir})`,
      "another window or program may have deleted it",
    );
  const notes = withNotes(notesToChange(file), changes);
  writeFileAtomic(file, `${JSON.stringify(notes, null, 2)}\n`);
  return notes;
}

function notesToChange(file: string): RunNotes {
  if (!existsSync(file)) return {};
  try {
    return notesOf(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new GanError(
      "bad-run",
      `the notes of the run cannot be read (${file}): ${(error as Error).message}`,
      "mend the file, or delete it",
      { cause: error },
    );
  }
}
