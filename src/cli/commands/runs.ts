import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { deleteRun, listFolder, runsDirOf } from "../../run";
import { someNames } from "../../run/own-files";

/* `gan runs` and `gan delete`: lists the runs of a folder, and deletes one. */

async function listRunsCommand(options: { json?: boolean }): Promise<void> {
  const { runs, unreadable } = await listFolder(runsDirOf(process.cwd()));
  for (const { dir, record } of runs) {
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ dir, ...record })}\n`
        : `${record.state.padEnd(12)} ${`${record.step}/${record.steps}`.padStart(15)}  ` +
            `${relative(process.cwd(), dir)}\n`,
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

export function declareDelete(program: Command): void {
  program
    .command("delete <run>")
    .description("delete a run and all its files")
    .action(deleteRunCommand);
}
