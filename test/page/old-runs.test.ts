import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readPicture, readRun, runFiles } from "../../src/run";
import { copyOldRuns } from "../support/old-runs";
import { SAMPLES_URI } from "../harness/run-page";
import { pages } from "./support";

/**
 * What the dashboard says of each run that the version at commit bfa568a wrote, in the order of the
 * page.
 */
const SHOWN: Record<string, string[]> = {
  mlp: ["Interrupted", "Step 12 of 30", "reverse KL over modes", "step 10", "nonSaturating"],
  conv: ["Stopped", "Step 6 of 16", "bars", "stripes", "step 6", "hinge"],
  changed: [
    "Stopped",
    "Step 13 of 30",
    "step 13",
    "RMSprop\nlearningRate 0.003",
    "Momentum\nlearningRate 0.004",
    "updates per step (k) 2",
    "relativisticAverage",
    "instanceNoise 0.1",
    "Loss: loss nonSaturating → relativisticAverage; instanceNoise off → 0.1",
    "Discriminator updates per step (k): 1 → 2",
    "Learning rate of the discriminator: 0.01 → 0.004",
    "Optimizer of the generator: Adam",
  ],
};

describe("the dashboard of a run written at commit bfa568a", () => {
  const open = pages();
  let folder: string;
  before(() => {
    folder = copyOldRuns();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, shown] of Object.entries(SHOWN))
    it(`shows how it stands, what it trains, and its samples: ${name}`, async () => {
      const dir = join(folder, ".gan", "runs", name);
      const run = await open({
        samples: runFiles(dir).samples,
        picture: (step) => readPicture(dir, step),
      });
      await run.show({ ...(await readRun(dir)), samplesUri: SAMPLES_URI });
      await run.page.getByText(/^step \d+$/).waitFor();
      const text = await run.page.locator("body").innerText();
      let from = 0;
      for (const words of shown) {
        const at = text.indexOf(words, from);
        assert.ok(at >= 0, `"${words}" is missing in: ${text.slice(from)}`);
        from = at + words.length;
      }
      assert.deepEqual(run.errors, []);
    });
});
