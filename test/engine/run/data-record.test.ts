import assert from "node:assert/strict";
import { readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { absoluteData } from "../../../src/experiment/paths";
import { dataSchema } from "../../../src/experiment/schema";
import { readRecord, readRun, runFiles } from "../../../src/run";
import { readDataRecord } from "../../../src/run/data-record";
import { openRunData } from "../../../src/trainer/session/run-data";
import { assertSame } from "../../support/trainer";
import { dataFolder, numeric, STEPS, table } from "../../support/run-data";
import { changingSources } from "../../support/changing-data";

describe("the data of a run", function () {
  this.timeout(600_000);
  const { here, gan, done, train } = dataFolder();
  const SOURCES = changingSources(here);
  const sampled = async (run: string, file: string) => {
    await done("sample", run, "--out", file, "--count", "32");
    return readFileSync(here(file));
  };
  const cells = (text: Buffer) => (parse(text) as string[][]).slice(1);

  it("of a table comes back in samples with the digits that it has", async () => {
    const rows = 200;
    const line = (i: number) =>
      [1_700_000_000 + i, i % 5, "0.1", (5_812_345.25 + i / 4).toFixed(2), `"${i},5"`].join(",");
    writeFileSync(here("t.csv"), table("t,n,c,metres,comma", rows, line));
    const columns = numeric("t", "n", "c", "metres");
    await train("run", { source: "csv", file: "t.csv", columns }, [4]);
    for (const text of [
      await sampled("run", "s.csv"),
      readFileSync(here("run", "samples", "step-00000004.csv")),
    ]) {
      const samples = cells(text);
      for (const [t, n, c, metres] of samples) {
        assert.match(t ?? "", /^1[67]\d{8}$/);
        assert.match(n ?? "", /^-?\d+$/);
        assert.equal(c, "0.1");
        assert.match(metres ?? "", /^581\d{4}(\.\d{1,2})?$/);
      }
      assert.ok(new Set(samples.map(([t]) => t)).size > 15, "time stamps differ");
    }
    assert.equal(readDataRecord(here("run"))?.columns?.[2]?.stddev, 0);
  });

  it("of a table is written back with its own delimiter and decimal sign", async () => {
    writeFileSync(
      here("t.csv"),
      table("x;y", 60, (i) => `${i};${20 + (i % 7)},${i % 10}`),
    );
    const described = await done("datasets", "describe", "t.csv", "--json");
    await train("run", JSON.parse(described.stdout) as object, [2]);
    const [head, ...lines] = (await sampled("run", "s.csv")).toString().trim().split("\n");
    assert.equal(head, "x;y");
    for (const one of lines) assert.match(one, /^-?\d+;-?\d+(,\d)?$/);
  });

  const refusedToGoOn = async (said: RegExp) => {
    const refused = await gan("resume", "run", "--steps", String(2 * STEPS));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /the data of this run have changed since it was trained/);
    assert.match(refused.stderr, said);
    assert.match(refused.stderr, /put the old data back, train a new run .*--accept-changed-data/);
    assert.equal((await readRun(here("run"))).columns.step.at(-1), STEPS, "nothing was lost");
    assert.equal(readRecord(here("run")).state, "finished", "the run is as it was");
  };

  for (const [name, { data, shape, make, change, said }] of Object.entries(SOURCES))
    it(`that changed on disk is noticed: ${name}`, async () => {
      make();
      await train("run", data, shape);
      change();
      await refusedToGoOn(said);
    });

  for (const name of ["csv", "npy", "folder"] as const)
    it(
      "that changed on disk leaves samples in the old units, also where the change is " +
        `accepted: ${name}`,
      async () => {
        const { data, shape, make, change, out } = SOURCES[name];
        make();
        await train("run", data, shape);
        const before = await sampled("run", out);
        change();
        assert.deepEqual(await sampled("run", out), before);
        const steps = String(2 * STEPS);
        const accepted = await done("resume", "run", "--steps", steps, "--accept-changed-data");
        assert.match(accepted.stderr + accepted.stdout, /goes on from step 4 with changed data/);
        const record = readDataRecord(here("run"));
        assert.deepEqual([record?.fromStep, record?.before?.length], [STEPS, 1]);
        await done("sample", "run", "--out", out, "--count", "32", "--at", String(STEPS));
        assert.deepEqual(readFileSync(here(out)), before, "an old checkpoint has the old units");
        // It is the data of the run now: nothing more is asked.
        await done("resume", "run", "--steps", String(3 * STEPS));
        const { events } = await readRun(here("run"));
        assert.equal(events.filter(({ type }) => type === "warning").length, 1);
      },
    );

  it("are, at a checkpoint before an accepted change, those of that time", async () => {
    const { data, make, change } = SOURCES.csv;
    const config = absoluteData(dataSchema.parse(data), here());
    const open = (step: number | undefined, acceptChangedData = false) =>
      openRunData(here(), config, "", step, { acceptChangedData });
    make();
    const old = readFileSync(here("t.csv"));
    await open(undefined);
    const then = readDataRecord(here());
    change();
    const { source } = await open(6, true);
    assert.equal(readDataRecord(here())?.fromStep, 6);
    assert.deepEqual((await open(6)).remarks, [], "at that step they are the new ones");
    await assert.rejects(open(2), /the data of this run have changed/);
    assert.equal(readDataRecord(here())?.fromStep, 6, "who is refused has changed nothing");
    writeFileSync(here("t.csv"), old);
    const back = await open(2);
    assert.deepEqual(back.remarks, []);
    assert.deepEqual(readDataRecord(here()), then);
    assert.notDeepEqual(back.source, source);
  });

  it("that is the same goes on bit for bit, wherever and however old it is", async () => {
    const rows = table("x,y", 60, (i) => `${Math.sin(i)},${i / 3}`);
    writeFileSync(here("t.csv"), rows);
    const data = { source: "csv", file: "t.csv", columns: numeric("x", "y"), split: "train" };
    await train("half", data, [2]);
    writeFileSync(here("t.csv"), rows);
    utimesSync(here("t.csv"), new Date(), new Date(0));
    await done("resume", "half", "--steps", String(2 * STEPS));
    await done("train", "half.gan.json", "--run-dir", "whole", "--steps", String(2 * STEPS));
    await assertSame(here("whole"), here("half"));
    assert.equal(readDataRecord(here("half"))?.fromStep, 0);
    // Samples need the run alone.
    rmSync(here("t.csv"));
    assert.equal(cells(await sampled("half", "s.csv")).length, 32);
  });

  it("that a run of an earlier version did not record is said once, and recorded", async () => {
    writeFileSync(
      here("t.csv"),
      table("x,y", 60, (i) => `${i},${i % 7}`),
    );
    await train("run", SOURCES.csv.data, [2]);
    rmSync(runFiles(here("run")).data);
    const unrecorded = /the run did not record its data/;
    const sampling = await done("sample", "run", "--out", "s.csv");
    assert.match(sampling.stderr, unrecorded);
    const evaluating = await done("evaluate", "run");
    assert.match(evaluating.stderr, unrecorded);
    const first = await done("resume", "run", "--steps", "6");
    assert.match(first.stderr + first.stdout, unrecorded);
    assert.equal(readDataRecord(here("run"))?.fromStep, STEPS);
    const second = await done("resume", "run", "--steps", "8");
    assert.doesNotMatch(second.stderr + second.stdout, unrecorded);
    assert.doesNotMatch((await done("sample", "run", "--out", "s.csv")).stderr, unrecorded);
  });

  it("whose record is damaged is not guessed at", async () => {
    writeFileSync(
      here("t.csv"),
      table("x,y", 60, (i) => `${i},${i % 7}`),
    );
    await train("run", SOURCES.csv.data, [2]);
    for (const content of ["", "{}", "null", '{"format":1,"sha256":"x"}']) {
      writeFileSync(runFiles(here("run")).data, content);
      const { code, stderr } = await gan("sample", "run", "--out", "s.csv");
      assert.equal(code, 1);
      assert.match(stderr, /recorded of its data cannot be read .*data\.json.*; delete that file/);
    }
  });
});
