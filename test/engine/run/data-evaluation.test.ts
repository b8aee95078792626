import assert from "node:assert/strict";
import { cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readExperiment, readRun } from "../../../src/run";
import { readDataRecord } from "../../../src/run/data-record";
import { newRun, reached, watch } from "../../support/trainer";
import { dataFolder, table } from "../../support/run-data";
import { changingSources } from "../../support/changing-data";

describe("evaluations of a run whose data have changed", function () {
  this.timeout(600_000);
  const { here, gan, done, train } = dataFolder();
  const SOURCES = changingSources(here);

  it("makes figures comparable by the data's contents, not by the file's name", async () => {
    for (const [place, factor] of [
      ["a", 1],
      ["b", 3],
      ["c", 1],
    ] as const) {
      mkdirSync(here(place));
      const file = join(place, "t.csv");
      writeFileSync(
        here(file),
        table("x,y", 60, (i) => `${(i * i) % 37},${(factor * i) % 41}`),
      );
      await train(`run-${place}`, { ...SOURCES.csv.data, file }, [2]);
      const { stdout } = await done("evaluate", `run-${place}`, "--json");
      const { results } = JSON.parse(stdout) as {
        results: Record<string, { settings: { dataHash?: string } }>;
      };
      const hash = readDataRecord(here(`run-${place}`))?.sha256.slice(0, 12);
      for (const { settings } of Object.values(results)) assert.equal(settings.dataHash, hash);
    }
    const others = (await done("compare", "run-a", "run-b")).stdout;
    assert.match(others, /data\.sha256 +[0-9a-f]{12} +[0-9a-f]{12}/);
    assert.match(others, /The data differ/);
    assert.match(others, /coverage.*: not to be compared, for the figures differ in dataHash/);
    const same = (await done("compare", "run-a", "run-c")).stdout;
    assert.doesNotMatch(same, /sha256|The data differ|not to be compared/);
  });

  it("that changed is not measured against, unless that is asked for", async () => {
    SOURCES.csv.make();
    await train("run", SOURCES.csv.data, [2]);
    SOURCES.csv.change();
    const refused = await gan("evaluate", "run");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /have changed since .* bytes, now .*--accept-changed-data/);
    assert.equal((await readRun(here("run"))).evaluations.length, 0);
    await done("evaluate", "run", "--accept-changed-data");
    assert.equal((await readRun(here("run"))).evaluations.length, 1);
  });

  it("that changes while the run trains fails its evaluations, and not the run", async () => {
    SOURCES.csv.make();
    await train("once", SOURCES.csv.data, [2]);
    const experiment = await readExperiment(here("once"));
    experiment.training.steps = 1e9;
    const dir = await newRun(experiment);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    await trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 100 });
    await trainer.until(({ type }) => type === "evaluation", "an evaluation");
    renameSync(here("t.csv"), here("kept.csv"));
    SOURCES.csv.change();
    const asked = await trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 100 });
    await trainer.until(
      (message) =>
        message.type === "event" &&
        message.event.type === "warning" &&
        /data of this run have changed/.test(message.event.message),
      "the warning",
    );
    await trainer.until(reached(asked + 20), "steps after it");
    await trainer.command({ type: "stop" });
    assert.equal((await trainer.done).record.state, "stopped");
    assert.equal((await readRun(dir)).evaluations.length, 1);
    cpSync(here("kept.csv"), here("t.csv"));
  });
});
