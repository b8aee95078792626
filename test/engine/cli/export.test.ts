import assert from "node:assert/strict";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { subtree } from "../../../src/gan/tree";
import { type Experiment, optimizerSchema } from "../../../src/experiment/schema";
import {
  latestCheckpoint,
  readEvaluations,
  readLines,
  readRecord,
  readRun,
  runFiles,
} from "../../../src/run";
import { decodeSafetensors } from "../../../src/run/safetensors";
import { isRow } from "../../../src/run/checks";
import { isEventFile } from "../../../src/run/tensorboard/event-files";
import { COLUMN_NAMES, type MetricRow } from "../../../src/shared/run/metrics";
import { commandLine } from "../../support/command-line";
import { eventsIn } from "../../support/event-files";
import { present } from "../../support/values";

async function rowsOf(dir: string): Promise<MetricRow[]> {
  const rows: MetricRow[] = [];
  for await (const row of readLines(runFiles(dir).metrics, isRow)) rows.push(row);
  return rows;
}

/** What a run of 30 steps tells that has pictures and an evaluation at its end alone. */
const EVENTS = "rows of metrics 30, evaluations 1, pictures 2";

describe("gan export", () => {
  const at = commandLine();
  const table = () =>
    readFileSync(join(at.folder, "out.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));

  it("writes each step's metrics as a table, in every digit", async () => {
    const { code, stdout, stderr } = await at.gan("export", at.ready, "--out", "out.csv");
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "30 steps: out.csv\n");
    const [head, ...rows] = table();
    assert.deepEqual(head, [...COLUMN_NAMES]);
    const recorded = await rowsOf(at.ready);
    assert.deepEqual(
      rows.map((cells) => cells.map(Number)),
      recorded.map((row) => COLUMN_NAMES.map((name) => row[name])),
    );
  });

  it("leaves out a torn line, and leaves empty what is no number", async () => {
    const run = at.copyTo("run");
    const broken = { step: 31, time: 9, lossD: null, lossG: 1 };
    appendFileSync(runFiles(run).metrics, `${JSON.stringify(broken)}\n{"step":32,"ti`);
    const { code, stderr } = await at.gan("export", run, "--out", "out.csv");
    assert.equal(code, 0, stderr);
    assert.deepEqual(table().at(-1)?.slice(0, 4), ["31", "9", "", "1"]);
  });

  it("prints what scripts are promised: runs, rows since a step, figures", async () => {
    const run = at.copyTo(join(".gan", "runs", "run"));
    const [line] = (await at.gan("runs", "--json")).stdout.split("\n");
    const fields = [
      ...["dir", "id", "name", "state", "step", "steps", "trainingSeconds", "engine", "seed"],
      ...["createdAt", "updatedAt", "versions"],
    ];
    const listed = JSON.parse(present(line)) as Record<string, unknown>;
    assert.deepEqual(
      fields.filter((field) => !(field in listed)),
      [],
    );
    assert.deepEqual([listed["dir"], listed["state"], listed["step"]], [run, "finished", 30]);
    const recorded = await rowsOf(run);
    const since = await at.gan("metrics", run, "--columns", "lossG,step", "--since", "28");
    const last = recorded.slice(-2).map(({ lossG, step }) => `${lossG},${step}\n`);
    assert.equal(since.stdout, ["lossG,step\n", ...last].join(""), since.stderr);
    // Nobody trains it: there is nothing to be waited for.
    const whole = await at.gan("metrics", run, "--json", "--follow");
    const lines = whole.stdout.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((one) => JSON.parse(one) as unknown),
      recorded,
    );
    const [evaluation] = await readEvaluations(run);
    const { step, time, results } = present(evaluation);
    const figures = Object.entries(results);
    const told = await at.gan("metrics", run, "--evaluations");
    assert.equal(
      told.stdout,
      [
        ["step", "time", ...figures.map(([name]) => name)],
        [step, time, ...figures.map(([, { value }]) => value)],
      ]
        .map((cells) => `${cells.join(",")}\n`)
        .join(""),
    );
    const unknown = await at.gan("metrics", run, "--columns", "loss");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no column "loss"; the columns are step, time, lossD/);
  });

  it("writes both networks for other programs, with a README and an example", async () => {
    const run = ["export", at.ready, "--network", "both", "--out", "made"];
    const { code, stdout, stderr } = await at.gan(...run, "--format", "onnx");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^both networks of step 30: made\n/);
    const files = [
      ...["README.md", "discriminator-output.npy", "discriminator-x.npy", "discriminator.onnx"],
      ...["generator-samples.npy", "generator-z.npy", "generator.onnx", "network.json"],
    ];
    assert.deepEqual(readdirSync(join(at.folder, "made")).sort(), files);
    const again = await at.gan(...run, "--format", "safetensors");
    assert.equal(again.code, 2);
    assert.match(again.stderr, /made is not empty; name another folder with --out/);
    assert.deepEqual(readdirSync(join(at.folder, "made")).sort(), files);
  });

  it("writes the weights of a checkpoint in every digit", async () => {
    const options = ["--format", "safetensors", "--current", "--out", "weights"];
    const { code, stderr } = await at.gan("export", at.ready, ...options);
    assert.equal(code, 0, stderr);
    const file = join(at.folder, "weights", "generator.safetensors");
    const { tensors, metadata } = decodeSafetensors(readFileSync(file), file);
    assert.equal(metadata["step"], "30");
    const expected = subtree(present(await latestCheckpoint(at.ready)).tensors, "generator");
    assert.deepEqual(tensors, expected);
    const wrong = ["train", runFiles(at.ready).config, "--weights-from"];
    const ofStep = await at.gan(...wrong, "weights/generator.safetensors@3");
    assert.match(ofStep.stderr, /a file has the weights of one step/);
    const nowhere = await at.gan(...wrong, "nothing@latest");
    assert.match(nowhere.stderr, /there is no run or file .*nothing/);
    const none = await at.gan("export", at.ready, "--format", "onnx", "--average", "--out", "none");
    assert.equal(none.code, 2);
    assert.match(none.stderr, /has no moving average of G; leave out --average/);
    assert.equal(existsSync(join(at.folder, "none")), false);
  });

  it("writes all that a run tells for TensorBoard, into a folder of its own", async () => {
    const run = ["export", at.ready, "--format", "tensorboard", "--out", "events"];
    const { code, stdout, stderr } = await at.gan(...run);
    assert.equal(code, 0, stderr);
    const [file, ...others] = readdirSync(join(at.folder, "events"));
    assert.match(present(file), /^events\.out\.tfevents\.\d{10}\.gan$/);
    assert.deepEqual(others, []);
    const [line, next] = stdout.split("\n");
    assert.equal(line, `${join("events", present(file))}: ${EVENTS}`);
    assert.equal(next, "see it: tensorboard --logdir events");
  });

  it("has weights that another architecture begins with, and says which, TensorBoard too", async () => {
    const config = JSON.parse(readFileSync(runFiles(at.ready).config, "utf8")) as Experiment;
    const [layer] = config.discriminator.layers ?? [];
    if (layer?.type === "dense") layer.units += 1;
    config.optimizer.generator = optimizerSchema.parse({ type: "sgd", learningRate: 0 });
    config.log = ["tensorboard"];
    writeFileSync(join(at.folder, "wide.gan.json"), JSON.stringify(config));
    const options = ["--weights-from", `${at.ready}@30`, "--steps", "2", "--run-dir", "wide"];
    const { code, stdout, stderr } = await at.gan("train", "wide.gan.json", ...options);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Began with weights of ".*" at step 30: generator all \d+, discriminator/);
    assert.match(
      stdout,
      /discriminator +0\/kernel +has another shape: \[1, \d+\], there \[1, \d+\]/,
    );
    const dir = join(at.folder, "wide");
    const { weightsFrom } = readRecord(dir);
    assert.deepEqual(
      [weightsFrom?.path, weightsFrom?.step, weightsFrom?.networks],
      [at.ready, 30, ["generator", "discriminator"]],
    );
    const generatorOf = async (run: string) =>
      subtree(present(await latestCheckpoint(run)).tensors, "generator");
    assert.deepEqual(await generatorOf(dir), await generatorOf(at.ready));
    assert.ok((await readRun(dir)).events.some(({ type }) => type === "weightsTaken"));
    assert.match(readFileSync(runFiles(dir).log, "utf8"), /generator +0\/kernel +taken over/);
    const [file] = readdirSync(dir).filter(isEventFile);
    const told = eventsIn(readFileSync(join(dir, present(file)))).flatMap(({ step = 0, summary }) =>
      (summary?.value ?? []).map(({ tag }) => `${tag} ${step}`),
    );
    const expected = [
      ...["_hparams_/session_start_info 0", "samples 0", "metrics/lossG 1", "metrics/lossG 2"],
      ...["samples 2", "_hparams_/session_end_info 0"],
    ];
    assert.deepEqual(
      expected.filter((one) => !told.includes(one)),
      [],
      told.join("\n"),
    );
  });

  it("refuses what is no run, and a file that is no table", async () => {
    const none = await at.gan("export", "nothing", "--out", "out.csv");
    assert.equal(none.code, 1);
    const run = at.copyTo("run");
    const wrong = await at.gan("export", run, "--out", join(run, "metrics.jsonl"));
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /give one that ends in \.csv/);
    assert.equal(existsSync(join(at.folder, "out.csv")), false);
    assert.equal((await rowsOf(run)).length, 30);
  });
});
