import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { parseExperiment } from "../../../src/experiment/parse";
import { readPlan, readStudyView, studyFiles } from "../../../src/search";
import { readTuning } from "../../../src/search/tune/record";
import { runGan } from "../../support/command-line";
import { CLI } from "../../support/paths";
import { at, present } from "../../support/values";

/** The last line of a command's output: what it came to. */
interface End {
  type: "end";
  dir: string;
  comparison?: string;
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
  "training": { "steps": 200, "batchSize": 64 }
}
`;

const endOf = (stdout: string): End => JSON.parse(present(stdout.trim().split("\n").at(-1))) as End;

describe("gan tune", () => {
  let folder: string;
  let config: string;
  /** The folder of the search, from the folder. */
  let search: string;
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "gan-tune-")));
    config = join(folder, "slow.gan.json");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("begins with the config as it is, and says on Ctrl-C how it is gone on with", async () => {
    writeFileSync(config, SLOW);
    const child = spawn(process.execPath, [CLI, "tune", config, "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const complaint = text(child.stderr);
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", resolve);
    });
    let phase = "";
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line) as { type: string; phase?: string };
      phase = said.phase ?? phase;
      if (said.type === "runStarted" && phase === "search") child.kill("SIGINT");
    }
    assert.equal(await ended, 1);
    search = join(".gan", "studies", at(readdirSync(join(folder, ".gan", "studies")), 0));
    assert.ok(
      (await complaint).includes(`tuning was stopped; go on with: gan tune --resume ${search}`),
    );
    assert.equal(readTuning(join(folder, search)).done, false);
    const { trials, objectives } = await readStudyView(join(folder, search));
    assert.equal(at(objectives, 0).measure, "w1");
    assert.equal(at(trials, 0).values["optimizer"], "as it is");
  });

  it("goes on, compares with seeds of its own, and writes what is better", async () => {
    // Five trials on any machine, however slow it is.
    const dir = join(folder, search);
    const { minutes, ...limits } = present(readPlan(dir).search);
    assert.ok(present(minutes) > 5);
    const plan = { ...readPlan(dir), search: { ...limits, trials: 5 } };
    writeFileSync(studyFiles(dir).plan, JSON.stringify(plan));

    const outcome = await runGan(["tune", "--resume", search, "--json"], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    assert.equal(readFileSync(config, "utf8"), SLOW, "the config stays as it is");
    const end = endOf(outcome.stdout);
    assert.equal((await readStudyView(dir)).trials.length, 5);
    assert.match(at(end.said, 0), /^5 trials of up to 200 steps in /);
    assert.equal(end.gain?.seeds, 3);
    assert.ok(end.gain.isBetter, end.said.join("\n"));
    for (const one of [dir, present(end.comparison)]) assert.ok(existsSync(studyFiles(one).page));
    const tuned = readFileSync(present(end.file), "utf8");
    assert.match(tuned, /^\/\/ slow\.gan\.json, tuned by gan tune\.\n\/\/ 5 trials of up to/);
    assert.deepEqual(parseExperiment(tuned, folder).problems, []);
    assert.notEqual(tuned.replace(/^\/\/.*\n/gm, ""), SLOW);
  });

  it("writes no second config when it is gone on with at its end", async () => {
    const { code, stdout } = await runGan(["tune", "--resume", search], folder);
    assert.equal(code, 0);
    for (const line of ["  config      slow.tuned.gan.json\n", `  search      ${search}\n`])
      assert.ok(stdout.includes(line), stdout);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".tuned")),
      ["slow.tuned.gan.json"],
    );
  });
});
