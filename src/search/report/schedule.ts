import { rmSync } from "node:fs";
import { join } from "node:path";
import { replayOf } from "../../experiment/replay";
import { readEvents, readExperiment, writeFileAtomic } from "../../run";
import type { StudyView } from "../../shared/study/study-view";
import { formatNumber } from "../../shared/text/format";
import { studyFiles } from "../store/study-files";

/**
 * Writes the schedule that a population has found as a config which trains it in one run, with the
 * settings that the best member's first ancestor began with and the changes since.
 *
 * @returns whether there is one
 */
export async function writeSchedule(dir: string, view: StudyView): Promise<boolean> {
  if (!view.members) return false;
  const { schedule, runs } = studyFiles(dir);
  const trial = view.trials.find(({ number }) => number === view.best[0]);
  const [run] = trial?.runs ?? [];
  if (!trial || !run) {
    rmSync(schedule, { force: true });
    return false;
  }
  const runDir = join(runs, run.id);
  const config = replayOf(await readExperiment(runDir), await readEvents(runDir));
  const [objective] = view.objectives;
  const value = trial.objectives?.[0]?.value;
  const figure =
    objective && value !== undefined ? `: ${objective.title} ${formatNumber(value)}` : "";
  const comment =
    `The schedule of member ${trial.number}, the best of the population "${view.name}"${figure}. ` +
    "One run of it is this member's way, bit by bit.";
  const text = `// ${comment.replace(/\s+/g, " ")}\n${JSON.stringify(config, null, 2)}\n`;
  writeFileAtomic(schedule, text);
  return true;
}
