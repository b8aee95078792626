import { join } from "node:path";
import { picturePath, readPicture, sampleSteps } from "../../run";
import type { StudyContent, StudySamples } from "../../shared/protocol/study-messages";
import type { StudyView, TrialView } from "../../shared/study/study-view";
import { studyFiles } from "../store/study-files";

/*
 * The samples of a study's best trial beside those of the experiment as it was, or of the first
 * trial where none has its settings.
 */

/**
 * The newest samples of the best trial, and of the one with the base's own settings, else of the
 * first.
 *
 * @param addressOf where a page finds a file
 */
export async function bestSamples(
  dir: string,
  view: StudyView,
  addressOf: (file: string) => string,
): Promise<StudyContent["samples"]> {
  const [bestNumber] = view.best;
  const best = view.trials.find(({ number }) => number === bestNumber);
  const [first] = [...view.trials].sort((a, b) => a.number - b.number);
  const other = view.trials.find(({ number }) => number === view.baseTrial) ?? first;
  const [ofBest, ofOther] = await Promise.all([
    best && samplesOf(dir, best, addressOf),
    other && other !== best ? samplesOf(dir, other, addressOf) : undefined,
  ]);
  return { ...(ofBest ? { best: ofBest } : {}), ...(ofOther ? { other: ofOther } : {}) };
}

/** The newest samples of a trial's first run that has some. */
async function samplesOf(
  dir: string,
  { number, runs }: TrialView,
  addressOf: (file: string) => string,
): Promise<StudySamples | undefined> {
  for (const { id } of runs) {
    const runDir = join(studyFiles(dir).runs, id);
    const step = await sampleSteps(runDir).then(
      (steps) => steps.at(-1),
      () => undefined,
    );
    if (step === undefined) continue;
    const picture = (await readPicture(runDir, step).catch(() => undefined)) ?? null;
    const address = addressOf(picturePath(runDir, step));
    return { trial: number, runId: id, step, picture, address };
  }
  return undefined;
}
