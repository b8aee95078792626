import assert from "node:assert/strict";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExperiment, readRun } from "../../../src/run";
import { readDataRecord } from "../../../src/run/data-record";
import { newRun, npy, reached, watch } from "../../support/trainer";
import { type Outcome, runGan } from "../../support/command-line";
import { numeric, table, png, experimentOn } from "../../support/run-data";
import { waves, faces } from "../../support/run-data";

describe("evaluations of a run whose data have changed", function () {
  this.timeout(600_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-run-data-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const here = (...parts: string[]) => join(folder, ...parts);
  const gan = (...args: string[]) => runGan(args, folder);
  async function done(...args: string[]): Promise<Outcome> {
    const outcome = await gan(...args);
    assert.equal(outcome.code, 0, `${args.join(" ")}: ${outcome.stderr}${outcome.stdout}`);
    return outcome;
  }
  async function train(name: string, data: object, shape: readonly number[]): Promise<void> {
    writeFileSync(here(`${name}.gan.json`), JSON.stringify(experimentOn(data, shape)));
    await done("train", `${name}.gan.json`, "--run-dir", name);
  }

  /** Sources with a change of each, and what is said of it. */
  const SOURCES = {
    csv: {
      data: { source: "csv", file: "t.csv", columns: numeric("x", "y") },
      shape: [2],
      make: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${(i * 17) % 61},${i}`),
        ),
      change: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${((i * 17) % 61) * 1000},${i}`),
        ),
      said: /column "x": mean 29\.\d+, now 29\d+ and standard deviation 17\.\d+, now 17\d+; .*bytes, now/,
      out: "s.csv",
    },
    "csv with a row more": {
      data: { source: "csv", file: "t.csv", columns: numeric("x", "y") },
      shape: [2],
      make: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 60, (i) => `${i},${i % 7}`),
        ),
      change: () =>
        writeFileSync(
          here("t.csv"),
          table("x,y", 61, (i) => `${i},${i % 7}`),
        ),
      said: /60 examples, now 61; column "x": mean 29\.5, now 30/,
      out: "s.csv",
    },
    npy: {
      data: { source: "npy", file: "x.npy", shape: [4, 4, 1] },
      shape: [4, 4, 1],
      make: () => writeFileSync(here("x.npy"), npy("<f4", [4, 4, 1], waves(1))),
      change: () => writeFileSync(here("x.npy"), npy("<f4", [4, 4, 1], waves(100))),
      said: /mean .*, now .* and standard deviation 0\.\d+, now \d\d\.\d+; SHA-256/,
      out: "s.png",
    },
    labels: {
      data: { source: "npy", file: "x.npy", shape: [2], labels: "y.npy", classes: 2 },
      shape: [2],
      make: () => {
        writeFileSync(here("x.npy"), npy("<f4", [2], waves(1)));
        writeFileSync(here("y.npy"), npy("|u1", [], new Uint8Array(160)));
      },
      change: () => writeFileSync(here("y.npy"), npy("|u1", [], new Uint8Array(160).fill(1, 100))),
      said: /: 160 examples of the classes, now 100, 60; SHA-256/,
      out: "s.csv",
    },
    folder: {
      data: { source: "folder", path: "pictures", size: [4, 4], channels: 1 },
      shape: [4, 4, 1],
      make: () => {
        mkdirSync(here("pictures"));
        for (let i = 0; i < 12; i++) writeFileSync(here("pictures", `${i}.png`), png(i));
      },
      change: () => writeFileSync(here("pictures", "12.png"), png(200)),
      said: /12 examples, now 13; .*; 12 files, now 13; /,
      out: "s.png",
    },
    "a picture of a folder": {
      data: { source: "folder", path: "pictures", size: [4, 4], channels: 1 },
      shape: [4, 4, 1],
      make: () => {
        mkdirSync(here("pictures"));
        for (let i = 0; i < 12; i++) writeFileSync(here("pictures", `${i}.png`), png(i));
      },
      change: () => copyFileSync(here("pictures", "1.png"), here("pictures", "2.png")),
      said: /SHA-256 [0-9a-f]{12}, now [0-9a-f]{12}/,
      out: "s.png",
    },
    tfd: {
      data: { source: "tfd", file: "faces.npy" },
      shape: [48, 48, 1],
      make: () => writeFileSync(here("faces.npy"), npy("|u1", [48, 48], faces(1))),
      change: () => writeFileSync(here("faces.npy"), npy("|u1", [48, 48], faces(2))),
      said: /mean .*, now .*SHA-256/,
      out: "s.png",
    },
  } as const;

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
