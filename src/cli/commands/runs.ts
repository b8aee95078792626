import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { changeNotes, deleteRun, listFolder, readNotes, readRecord, runsDirOf } from "../../run";
import type { RunRecord } from "../../shared/run/run";
import { describeLineage } from "../../shared/run/lineage";
import { someNames } from "../../run/own-files";
import { type RunNotes, tagsOfText } from "../../shared/run/notes";

/* `gan runs`, `gan note`, `gan delete`: the runs of a folder, what is said of one, and its end. */

async function listRunsCommand(options: { json?: boolean }): Promise<void> {
  const { runs, unreadable } = await listFolder(runsDirOf(process.cwd()));
  for (const { dir, record, notes } of runs) {
    const progress = `${record.step}/${record.steps}`.padStart(15);
    const place = relative(process.cwd(), dir);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ dir, ...record, ...(notes ? { notes } : {}) })}\n`
        : `${record.state.padEnd(12)} ${progress}  ${place}${originText(record)}${notesText(notes)}\n`,
    );
  }
  for (const { dir, reason } of unreadable)
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ dir, unreadable: reason })}\n`
        : `${"unreadable".padEnd(12)} ${"".padStart(15)}  ${relative(process.cwd(), dir)}: ` +
            `${reason}\n`,
    );
  if (runs.length + unreadable.length === 0 && !options.json)
    process.stdout.write("No runs here yet. Start one with: gan train CONFIG\n");
}

/** What the person says of a run, behind its folder. */
function notesText({ name, star, tags = [], archived }: RunNotes = {}): string {
  const parts = [star && "★", name, ...tags.map((tag) => `#${tag}`), archived && "(archived)"];
  const shown = parts.filter(Boolean);
  return shown.length > 0 ? `  ${shown.join(" ")}` : "";
}

interface NoteOptions {
  name?: string;
  tag?: string;
  untag?: string;
  star?: boolean;
  archive?: boolean;
}

/** Changes what the person says of a run, and prints it. */
function noteCommand(run: string, note: string | undefined, options: NoteOptions): void {
  const dir = resolve(run);
  readRecord(dir);
  const { name, tag = "", untag = "", star, archive } = options;
  const removed = tagsOfText(untag);
  const tags = [...(readNotes(dir).tags ?? []), ...tagsOfText(tag)];
  const notes = changeNotes(dir, {
    ...(note === undefined ? {} : { note }),
    ...(name === undefined ? {} : { name }),
    ...(star === undefined ? {} : { star }),
    ...(archive === undefined ? {} : { archived: archive }),
    tags: tags.filter((one) => !removed.includes(one)),
  });
  process.stdout.write(`${JSON.stringify(notes)}\n`);
}

function originText(record: RunRecord): string {
  const lineage = describeLineage(record);
  return lineage === undefined ? "" : `  (${lineage})`;
}

async function deleteRunCommand(run: string): Promise<void> {
  const dir = resolve(run);
  const left = await deleteRun(dir);
  if (left.length === 0) return;
  process.stderr.write(
    `The run is deleted. What it did not make is still in ${dir}: ${someNames(left)}\n`,
  );
}

export function declareRuns(program: Command): void {
  program
    .command("runs")
    .description("list the runs of this folder")
    .option("--json", "print one JSON object a line")
    .action(listRunsCommand);
}

export function declareNote(program: Command): void {
  program
    .command("note <run> [text]")
    .description("say something of a run: a note, a name, tags, a star")
    .option("--name <name>", "call it so in lists")
    .option("--tag <tags>", "add tags, commas between them")
    .option("--untag <tags>", "take tags away")
    .option("--star", "mark it")
    .option("--no-star", "take its mark away")
    .option("--archive", "leave it out of lists in VS Code")
    .option("--no-archive", "show it there again")
    .action(noteCommand);
}

export function declareDelete(program: Command): void {
  program
    .command("delete <run>")
    .description("delete a run and all its files")
    .action(deleteRunCommand);
}
