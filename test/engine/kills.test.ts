import assert from "node:assert/strict";
import { killKinds } from "./kill-kinds";
import { killAndResume, randomNumbers, undisturbed } from "./kill-runs";

/* A short one of the campaign that `npm run bench:kills` runs with hundreds of kills. */
describe("a run that is killed again and again", () => {
  for (const [i, kind] of killKinds().entries())
    it(`ends with the files of the run that was not: ${kind.name}`, async () => {
      const { killed } = await killAndResume(await undisturbed(kind), 2, randomNumbers(i + 1));
      assert.ok(killed <= 2);
    });
});
