import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { readPlan, readStudyView } from "../../../src/search";
import { runGan } from "../../support/command-line";
import { REPOSITORY } from "../../support/paths";
import { at, present } from "../../support/values";

/** The last line of a command's output: what it came to. */
interface End {
  type: "end";
  dir: string;
  file?: string;
  said: string[];
  gain?: { seeds: number; isBetter: boolean };
}

describe("gan tune", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-tune-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("searches from the config as it is, compares, and writes what is better", async () => {
    const example = join(REPOSITORY, "examples", "gaussian-1d.gan.json");
    const text = readFileSync(example, "utf8").replace(
      /"learningRate": [\d.]+/g,
      '"learningRate": 1e-6',
    );
    const config = join(folder, "slow.gan.json");
    writeFileSync(config, text);
    const outcome = await runGan(["tune", config, "--minutes", "0.4", "--json"], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.equal(readFileSync(config, "utf8"), text, "the config stays as it is");

    const end = JSON.parse(present(outcome.stdout.trim().split("\n").at(-1))) as End;
    const plan = readPlan(end.dir);
    assert.equal(plan.format, 2);
    const { trials, objectives } = await readStudyView(end.dir);
    assert.equal(at(objectives, 0).measure, "w1");
    assert.equal(at(trials, 0).values["optimizer"], "as it is");
    assert.match(at(end.said, 0), /^\d+ trials of up to [\d,]+ steps in /);

    const written = readdirSync(folder).filter((name) => name.includes(".tuned"));
    assert.deepEqual(written, end.gain?.isBetter ? ["slow.tuned.gan.json"] : []);
    if (!end.file) return assert.match(present(end.said.at(-1)), /no gain|Nothing was better/);
    assert.equal(end.gain?.seeds, 3);
    const tuned = readFileSync(end.file, "utf8");
    assert.match(tuned, /^\/\/ slow\.gan\.json, tuned by gan tune\.\n\/\/ \d+ trials of up to/);
    assert.deepEqual(parseExperiment(tuned, folder).problems, []);
    assert.notEqual(tuned.replace(/^\/\/.*\n/gm, ""), text);
  });
});
