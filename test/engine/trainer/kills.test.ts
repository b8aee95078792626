import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkpointStep,
  deleteSamplesAfter,
  listCheckpoints,
  readRecord,
  runFiles,
  writeRecord,
} from "../../../src/run";
import { assertSameRun } from "../../support/kill-compare";
import { killKinds } from "../../support/kill-kinds";
import { killAndResume, randomNumbers, undisturbed } from "../../support/kill-runs";
import { watch } from "../../support/trainer";
import { found } from "../../support/values";

/* A short one of the campaign that `npm run bench:kills` runs with hundreds of kills. */
describe("a run that is killed again and again", () => {
  for (const [i, kind] of killKinds().entries())
    it(`ends with the files of the run that was not: ${kind.name}`, async () => {
      await killAndResume(await undisturbed(kind), 2, randomNumbers(i + 1));
    });
});

describe("a run that died between a checkpoint and the rest of what its step began", () => {
  const kind = found(killKinds(), ({ name }) => name === "evaluations");
  const lost: [what: string, picture: boolean, evaluation: boolean][] = [
    ["picture and evaluation", true, true],
    ["picture", true, false],
    ["evaluation", false, true],
  ];
  let whole: string;
  before(async () => {
    ({ whole } = await undisturbed(kind));
  });
  for (const [what, picture, evaluation] of lost)
    it(`makes it again: ${what}`, async () => {
      const dir = join(mkdtempSync(join(tmpdir(), "gan-died-")), "run");
      cpSync(whole, dir, { recursive: true });
      const [last, before] = listCheckpoints(dir) as [string, string];
      const step = checkpointStep(before);
      rmSync(last);
      deleteSamplesAfter(dir, picture ? step - 1 : step);
      const { evaluations } = runFiles(dir);
      const kept = readFileSync(evaluations, "utf8")
        .split("\n")
        .filter((line) => {
          const at = line ? (JSON.parse(line) as { step: number }).step : Infinity;
          return at < step || (at === step && !evaluation);
        });
      writeFileSync(evaluations, kept.map((line) => `${line}\n`).join(""));
      writeRecord(dir, { ...readRecord(dir), state: "interrupted", step });
      await watch(dir).done;
      await assertSameRun(whole, dir);
    });
});
