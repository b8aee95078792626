import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINES } from "../../../src/shared/engines";
import { readRun } from "../../../src/run";
import { CLI } from "../../support/paths";
import { example, type Outcome, runGan } from "../../support/command-line";
import { at, present } from "../../support/values";

describe("gan, the command line", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gan = (...args: string[]) => runGan(args, folder);

  it("trains an experiment and says where everything is", async () => {
    const { code, stdout, stderr } = await gan(
      "train",
      example("gaussian-1d"),
      "--run-dir",
      "run",
      "--steps",
      "30",
      "--seed",
      "7",
      "--set",
      "samples.every=10",
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /gaussian-1d: finished at step 30 of 30/);
    // As `gan evaluate` prints them.
    const figures =
      /W1\(p_g, p_data\) \S+ \(noise floor [\d.]+\), JS\(p_g, p_data\) \S+ \(noise floor [^)]+\), /;
    for (const head of ["^Step 30: ", "^  figures   "])
      assert.match(stdout, new RegExp(head + figures.source, "m"));
    for (const file of [
      "run.json",
      "config.json",
      "metrics.jsonl",
      "events.jsonl",
      "evaluations.jsonl",
      "log.txt",
      "curves.svg",
      "samples/step-00000030.png",
      "checkpoints/step-00000030.safetensors",
    ]) {
      assert.ok(existsSync(join(folder, "run", file)), file);
    }
    const { experiment, sampleSteps } = await readRun(join(folder, "run"));
    assert.equal(experiment.training.seed, 7);
    assert.deepEqual(sampleSteps, [0, 10, 20, 30]);
    assert.match(readFileSync(join(folder, "run", "curves.svg"), "utf8"), /^<svg/);
    assert.match(
      (await gan("diagnose", "run")).stdout,
      /^gaussian-1d: (no|\d+) verdicts? at step 30 of 30$/m,
    );
    assert.match((await gan("resume", "run")).stderr, /has reached step 30 of 30 already.*--steps/);
    assert.match(
      (await gan("resume", "run", "--steps", "40")).stdout,
      /Resumed after step 30[^]*finished at step 40 of 40/,
    );
  });

  it("prints one JSON object a line when asked to", async () => {
    const { stdout } = await gan("train", example("gaussian-1d"), "--steps", "5", "--json");
    const lines = stdout
      .trim()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { type: string; step?: number; record?: { state: string } },
      );
    assert.deepEqual(
      lines.filter(({ type }) => type === "metrics").map(({ step }) => step),
      [1, 2, 3, 4, 5],
    );
    assert.equal(lines.at(-1)?.record?.state, "finished");
    assert.match(
      (await gan("runs")).stdout,
      /^finished\s+5\/5\s+\.gan.runs.\d{8}-\d{6}-gaussian-1d/,
    );
  });

  it("refuses a bad config with the place of every mistake, and exit code 2", async () => {
    writeFileSync(
      join(folder, "bad.gan.json"),
      readFileSync(example("gaussian-1d"), "utf8")
        .replace('"size": 1', '"size": -1')
        .replace('"steps"', '"stepps"'),
    );
    for (const command of ["validate", "train"]) {
      const { code, stderr } = await gan(command, "bad.gan.json");
      assert.equal(code, 2);
      assert.match(stderr, /error: size must be at least 1, not -1 \(bad\.gan\.json:5:\d+\)/);
      assert.match(
        stderr,
        /error: unknown key "stepps" \(bad\.gan\.json:25:\d+\); did you mean "steps"\?/,
      );
    }
    assert.ok(!existsSync(join(folder, ".gan")), "no run folder is left behind");
  });

  it("validates what the config names as its data", async () => {
    const data =
      '{ "source": "csv", "file": "points.csv", "columns": [{ "type": "numeric", "name": "x" }] }';
    writeFileSync(
      join(folder, "own.gan.json"),
      readFileSync(example("gaussian-1d"), "utf8").replace(/"data": \{.*\}/, `"data": ${data}`),
    );
    const missing = await gan("validate", "own.gan.json");
    assert.equal(missing.code, 2);
    assert.match(
      missing.stderr,
      /^error: .*points\.csv cannot be read: .*\(ENOENT.*\) \(own\.gan\.json:4:\d+\); check the path in the config$/m,
    );
    writeFileSync(join(folder, "points.csv"), "y\n1\n");
    assert.match(
      (await gan("validate", "own.gan.json")).stderr,
      /has no column "x"; it has "y" \(own\.gan\.json:4:\d+\)/,
    );
    writeFileSync(join(folder, "points.csv"), "x\n1\n");
    // The folder of the config counts, not that in which the command is given.
    const { code, stdout } = await gan("validate", join(folder, "own.gan.json"));
    assert.equal(code, 0);
    const [first, second] = stdout.split("\n");
    assert.equal(first, `${join(folder, "own.gan.json")}: a valid experiment`);
    assert.match(
      present(second),
      new RegExp(
        String.raw`^ {2}training needs at least [\d.]+ kB of memory beside the engine's: ` +
          String.raw`weights .+, slots .+, activations .+, data 4 bytes$`,
      ),
    );
  });

  it("refuses bad usage with exit code 2 and says what to do", async () => {
    for (const [args, said] of [
      [["train", "nowhere.gan.json"], /cannot read the config \(nowhere\.gan\.json\).*gan new/],
      [["train", example("gaussian-1d"), "--steps", "many"], /"many" is not a whole number/],
      [
        ["train", example("gaussian-1d"), "--set", "training.steps"],
        /write --set training\.batchSize=128/,
      ],
      [
        ["train", example("gaussian-1d"), "--engine", "abacus"],
        /engine is "abacus".*use one of: auto/,
      ],
      [
        ["send", "run", "discriminator-steps", "--discriminator-steps", "101"],
        /--discriminator-steps.*at most 100/,
      ],
      [["train"], /missing required argument/],
      [["explode"], /unknown command/],
      [["new", "nothing"], /there is no template "nothing"; use one of: gaussian-1d/],
    ] as const) {
      const { code, stderr } = await gan(...args);
      assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, said);
    }
    const { code, stderr } = await gan("resume", "nowhere");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /error: no readable run in this folder \(.*nowhere.*\); give the folder of a run/,
    );
  });

  it("writes experiments from templates, which are valid", async () => {
    assert.match((await gan("new", "list")).stdout, /mnist-dcgan/);
    assert.equal((await gan("new", "ring-of-8-gaussians", "my.gan.json")).code, 0);
    assert.match((await gan("validate", "my.gan.json")).stdout, /a valid experiment/);
    assert.equal(
      (await gan("new", "ring-of-8-gaussians", "my.gan.json")).code,
      2,
      "nothing is written over",
    );
  });

  it("trains on every engine that this machine has", async () => {
    for (const engine of ENGINES) {
      const { code, stderr } = await gan(
        "train",
        example("gaussian-1d"),
        "--run-dir",
        engine,
        "--steps",
        "20",
        "--engine",
        engine,
      );
      assert.equal(code, 0, stderr);
      assert.equal((await readRun(join(folder, engine))).summary.record.engine.name, engine);
    }
    const losses = await Promise.all(
      ENGINES.map(async (engine) => (await readRun(join(folder, engine))).columns.lossD),
    );
    for (let i = 0; i < 20; i++) {
      const [expected, ...others] = losses.map((of) => at(of, i)) as [number, ...number[]];
      for (const actual of others)
        assert.ok(
          Math.abs(actual - expected) < 1e-4 * Math.abs(expected),
          `step ${i + 1}: ${expected} and ${actual}`,
        );
    }
  });

  it("tells of memory that ran out, and what to try", async () => {
    const wide =
      'generator.layers=[{"type":"dense","units":16000},{"type":"dense","units":16000},{"type":"dense","units":1}]';
    const command = `ulimit -v 6000000; exec "$0" "$@"`;
    const { code, stderr } = await new Promise<Outcome>((resolve) => {
      execFile(
        "bash",
        [
          "-c",
          command,
          process.execPath,
          CLI,
          "train",
          example("gaussian-1d"),
          "--engine",
          "tensorflow",
          "--set",
          wide,
        ],
        { cwd: folder },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /error: out of memory after step 0: .*OOM when allocating.*; use a smaller batch or smaller layers/,
    );
  });

  it("says what this machine can train with", async () => {
    const { stdout } = await gan("doctor", "--json");
    const report = JSON.parse(stdout) as {
      engines: { name: string; available: boolean }[];
      auto: { dense: string };
    };
    assert.deepEqual(
      report.engines.map(({ name }) => name),
      [...ENGINES],
    );
    assert.equal(report.auto.dense, "tensorflow");
  });
});
