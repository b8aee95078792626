import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun } from "../../../src/run";
import type { Summary } from "../../../src/search";
import { REPOSITORY } from "../../support/paths";
import { type Outcome, runGan } from "../../support/command-line";
import { at, entry, present } from "../../support/values";

const CLI = join(REPOSITORY, "dist", "cli.js");

interface Line {
  type: string;
  run?: string;
  status?: string;
  record?: { step: number };
  rows?: { labels: object; finished: number; diverged: number; measures: object }[];
  dir?: string;
}

const study = (change: object = {}) =>
  JSON.stringify({
    base: "ring-of-8-gaussians.gan.json",
    vary: {
      optimizer: {
        Adam: { "optimizer.generator.type": "adam" },
        wild: {
          "optimizer.generator": { type: "sgd", learningRate: 1e30 },
          "optimizer.discriminator": { type: "sgd", learningRate: 1e30 },
        },
      },
      "training.seed": [1, 2],
    },
    set: {
      "training.steps": 40,
      "training.batchSize": 32,
      "evaluation.every": 20,
      "checkpoint.every": 10,
      "samples.every": 0,
    },
    measures: ["modesCovered", "highQuality"],
    ...change,
  });

describe("gan search", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-search-"));
    copyFileSync(
      join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"),
      join(folder, "ring-of-8-gaussians.gan.json"),
    );
    writeFileSync(join(folder, "small.study.json"), study());
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gan = (...args: string[]) => runGan(args, folder);
  const lines = ({ stdout }: Outcome): Line[] =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  const begun = (outcome: Outcome): (string | undefined)[] =>
    lines(outcome)
      .filter(({ type }) => type === "runStarted")
      .map(({ run }) => run);
  const summaryIn = (dir: string): Summary =>
    JSON.parse(readFileSync(join(folder, dir, "summary.json"), "utf8")) as Summary;

  it("trains every combination and reports; another seed trains only what is new", async () => {
    const first = await gan("search", "small.study.json", "--study-dir", "study", "--jobs", "2");
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /small: 2 of 4 runs have finished, 2 diverged\./);
    assert.match(
      first.stdout,
      /\| Adam +\| +[\d.]+ ± [\d.]+ \| +[\d.]+ ± [\d.]+ \| 2 of 2 \| +- \|/,
    );
    assert.match(first.stdout, /\| wild +\| +- \| +- \| 0 of 2 \| +2 \|/);
    for (const file of ["study.json", "summary.md", "summary.json", "summary.svg"])
      assert.ok(existsSync(join(folder, "study", file)), file);
    assert.deepEqual(readdirSync(join(folder, "study", "runs")).sort(), [
      "Adam_seed-1",
      "Adam_seed-2",
      "wild_seed-1",
      "wild_seed-2",
    ]);

    // What the report says is what the runs' folders hold.
    const [adam] = summaryIn("study").rows;
    const evaluations = await Promise.all(
      ["Adam_seed-1", "Adam_seed-2"].map(async (id) =>
        at((await readRun(join(folder, "study", "runs", id))).evaluations, -1),
      ),
    );
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [40, 40],
    );
    const values = evaluations.map(({ results }) => entry(results, "highQuality").value);
    assert.ok(
      Math.abs(
        entry(present(adam).measures, "highQuality").mean - (at(values, 0) + at(values, 1)) / 2,
      ) < 1e-6,
    );

    writeFileSync(
      join(folder, "small.study.json"),
      study({
        vary: {
          optimizer: { Adam: { "optimizer.generator.type": "adam" } },
          "training.seed": [1, 2, 3],
        },
      }),
    );
    const second = await gan("search", "small.study.json", "--study-dir", "study", "--json");
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(begun(second), ["Adam_seed-3"]);
    assert.deepEqual(
      at(lines(second), -1).rows?.map(({ labels, finished }) => [labels, finished]),
      [[{ optimizer: "Adam" }, 3]],
    );

    const other = await gan(
      "search",
      "small.study.json",
      "--study-dir",
      "study",
      "--set",
      "training.batchSize=16",
    );
    assert.equal(other.code, 2);
    assert.match(
      other.stderr,
      /error: this run was trained by another config than the study's \(.*Adam_seed-1\); give another folder/,
    );
  });

  it("stops in good order on Ctrl-C, reports what there is, and goes on where it was", async () => {
    const long = study({
      vary: { "training.seed": [1, 2] },
      set: {
        "training.steps": 1_000_000,
        "evaluation.every": 100,
        "checkpoint.every": 50,
        "samples.every": 0,
      },
    });
    writeFileSync(join(folder, "long.study.json"), long);
    const child = spawn(process.execPath, [CLI, "search", "long.study.json", "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", resolve);
    });
    let last: Line | undefined;
    try {
      for await (const text of createInterface({ input: child.stdout })) {
        last = JSON.parse(text) as Line;
        if (last.type === "runProgress" && (last.record?.step ?? 0) > 150 && !child.killed)
          child.kill("SIGINT");
      }
    } finally {
      if (!child.killed) child.kill("SIGKILL");
    }
    assert.equal(await ended, 0);
    assert.deepEqual(
      last?.rows?.map(({ finished }) => finished),
      [0],
    );
    const dir = join(".gan", "studies", at(readdirSync(join(folder, ".gan", "studies")), 0));
    assert.match(dir, /\d{8}-\d{6}-long$/);
    const stopped = at(summaryIn(dir).rows, 0).runs;
    assert.deepEqual(
      stopped.map(({ status }) => status),
      ["interrupted", "waiting"],
    );
    assert.ok(at(stopped, 0).step > 150);

    const report = await gan("search", "--report", dir);
    assert.match(
      report.stdout,
      /0 of 2 runs have finished, 2 still to be continued\.[^]*gan search --resume \.gan/,
    );
    const written = statSync(join(folder, dir, "summary.md")).mtimeMs;
    const again = spawn(process.execPath, [CLI, "search", "--resume", dir, "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const over = new Promise<number | null>((resolve) => {
      again.once("close", resolve);
    });
    const seen: Line[] = [];
    for await (const text of createInterface({ input: again.stdout })) {
      seen.push(JSON.parse(text) as Line);
      if (
        at(seen, -1).type === "runProgress" &&
        present(at(seen, -1).record).step > at(stopped, 0).step &&
        !again.killed
      )
        again.kill("SIGINT");
    }
    assert.equal(await over, 0);
    assert.equal(
      (seen.find(({ type }) => type === "runStarted") as { step?: number }).step,
      at(stopped, 0).step,
      "from the checkpoint of its stop",
    );
    assert.ok(statSync(join(folder, dir, "summary.md")).mtimeMs > written);
  });

  it("checks every combination before it trains the first", async () => {
    writeFileSync(
      join(folder, "bad.study.json"),
      study({ vary: { "training.discriminatorSteps": [1, 0], "training.sedd": [1] } }),
    );
    const { code, stderr } = await gan("search", "bad.study.json");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /error: discriminatorSteps must be at least 1, not 0 \(bad\.study\.json:1:\d+\)/,
    );
    assert.match(
      stderr,
      /error: unknown key "sedd" \(bad\.study\.json:1:\d+\); did you mean "seed"\?/,
    );
    assert.ok(!existsSync(join(folder, ".gan")), "nothing is left behind");
  });

  it("refuses bad usage and says what to do", async () => {
    writeFileSync(join(folder, "lost.study.json"), study({ base: "nowhere.gan.json" }));
    for (const [args, exit, says] of [
      [[], 2, /which study\?; give a \*\.study\.json file/],
      [["small.study.json", "--resume", "x"], 2, /one of STUDY, --resume and --report/],
      [
        ["nowhere.study.json"],
        2,
        /cannot read the study \(nowhere\.study\.json\).*give the path of a \*\.study\.json file/,
      ],
      [
        ["lost.study.json"],
        2,
        /cannot read the experiment \(nowhere\.gan\.json\).*it is the study's "base"/,
      ],
      [["small.study.json", "--jobs", "0"], 2, /--jobs.*at least 1/],
      [
        ["--report", "nowhere"],
        2,
        /no readable study in this folder \(.*nowhere.*\); give the folder of a study/,
      ],
    ] as const) {
      const { code, stderr } = await gan("search", ...args);
      assert.equal(code, exit, stderr);
      assert.match(stderr, says);
    }
  });
});
