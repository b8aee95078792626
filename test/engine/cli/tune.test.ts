import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { readPlan, readStudyView } from "../../../src/search";
import { runGan } from "../../support/command-line";
import { at, present } from "../../support/values";

/** The last line of a command's output: what it came to. */
interface End {
  type: "end";
  dir: string;
  file?: string;
  said: string[];
  gain?: { seeds: number; isBetter: boolean };
}

/** With rates at which nothing is learned: any that are usual are better. */
const SLOW = `{
  "data": { "source": "gaussian", "mean": 4, "stddev": 0.5 },
  "latent": { "size": 1 },
  "generator": { "layers": [{ "type": "dense", "units": 1 }] },
  "discriminator": {
    "layers": [{ "type": "dense", "units": 8, "activation": "tanh" }, { "type": "dense", "units": 1 }]
  },
  "optimizer": {
    "generator": { "type": "adam", "learningRate": 1e-6 },
    "discriminator": { "type": "adam", "learningRate": 1e-6 }
  },
  "training": { "steps": 1000, "batchSize": 64 }
}
`;

describe("gan tune", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-tune-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("searches from the config as it is, compares, and writes what is better", async () => {
    const config = join(folder, "slow.gan.json");
    writeFileSync(config, SLOW);
    const outcome = await runGan(["tune", config, "--minutes", "0.4", "--json"], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.equal(readFileSync(config, "utf8"), SLOW, "the config stays as it is");

    const end = JSON.parse(present(outcome.stdout.trim().split("\n").at(-1))) as End;
    const plan = readPlan(end.dir);
    assert.equal(plan.format, 2);
    const { trials, objectives } = await readStudyView(end.dir);
    assert.equal(at(objectives, 0).measure, "w1");
    assert.equal(at(trials, 0).values["optimizer"], "as it is");
    assert.match(at(end.said, 0), /^\d+ trials of up to [\d,]+ steps in /);

    assert.equal(end.gain?.seeds, 3);
    assert.ok(end.gain.isBetter, end.said.join("\n"));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".tuned")),
      ["slow.tuned.gan.json"],
    );
    const tuned = readFileSync(present(end.file), "utf8");
    assert.match(tuned, /^\/\/ slow\.gan\.json, tuned by gan tune\.\n\/\/ \d+ trials of up to/);
    assert.deepEqual(parseExperiment(tuned, folder).problems, []);
    assert.notEqual(tuned.replace(/^\/\/.*\n/gm, ""), SLOW);
  });
});
