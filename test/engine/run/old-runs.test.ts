import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  createRun,
  latestCheckpoint,
  listCheckpoints,
  readExperiment,
  readPicture,
  readRecord,
  readRun,
  runFiles,
} from "../../../src/run";
import { type Summary, studyFiles } from "../../../src/search";
import type { Comparison } from "../../../src/shared/evaluation/comparison";
import { METRIC_NAMES, type MetricRow } from "../../../src/shared/run/metrics";
import type { Evaluation } from "../../../src/shared/run/run";
import { runMarks } from "../../../src/shared/run/marks";
import {
  assertEvaluationNear,
  assertNear,
  assertRowsNear,
  copyOldRuns,
  type Expected,
  type ExpectedRun,
  OLD_RUNS,
  rowsOf,
  STUDY,
  tensorsSha256,
  timeless,
} from "../../support/old-runs";
import { watch } from "../../support/trainer";

import { changeRates } from "../../support/changes";
import { runGan } from "../../support/command-line";
const EXPECTED = JSON.parse(readFileSync(join(OLD_RUNS, "expected.json"), "utf8")) as Expected;

/**
 * A run of the fixture: where it stands, and the last of its steps that follows from config and
 * seed alone.
 */
interface OldRun {
  path: string;
  state: string;
  checkpoint: number;
  step: number;
  steps: number;
  unchangedUntil: number;
}

const runPath = (name: string): string => join(".gan", "runs", name);
const studyRun = (id: string): string => join(STUDY, "runs", id);

const OLD_RUN: Record<"mlp" | "conv" | "changed" | "finished" | "stopped", OldRun> = {
  mlp: {
    path: runPath("mlp"),
    state: "interrupted",
    checkpoint: 10,
    step: 12,
    steps: 30,
    unchangedUntil: 12,
  },
  conv: {
    path: runPath("conv"),
    state: "stopped",
    checkpoint: 6,
    step: 6,
    steps: 16,
    unchangedUntil: 6,
  },
  changed: {
    path: runPath("changed"),
    state: "stopped",
    checkpoint: 13,
    step: 13,
    steps: 30,
    unchangedUntil: 4,
  },
  finished: {
    path: studyRun("loss-minimax_seed-1"),
    state: "finished",
    checkpoint: 12,
    step: 12,
    steps: 12,
    unchangedUntil: 12,
  },
  stopped: {
    path: studyRun("loss-minimax_seed-2"),
    state: "stopped",
    checkpoint: 5,
    step: 5,
    steps: 12,
    unchangedUntil: 5,
  },
};
const OLD_RUN_LIST = Object.values(OLD_RUN);
const RESUMED = [OLD_RUN.mlp, OLD_RUN.conv, OLD_RUN.changed];

function expectedOf({ path }: OldRun): ExpectedRun {
  const expected = EXPECTED[path];
  assert.ok(expected, path);
  return expected;
}

describe("A run folder written at commit bfa568a", () => {
  let folder: string;
  beforeEach(() => {
    folder = copyOldRuns();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gan = (...args: string[]) => runGan(args, folder);
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await gan(...args);
    assert.equal(code, 0, `gan ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const dirOf = ({ path }: OldRun): string => join(folder, path);
  const checkpointOf = async (dir: string) => {
    const checkpoint = await latestCheckpoint(dir);
    assert.ok(checkpoint, dir);
    return checkpoint;
  };

  it("is listed as it stands", async () => {
    const lines = (await succeed("runs", "--json")).trim().split("\n");
    const listed = lines.map((line) => JSON.parse(line) as ReturnType<typeof readRecord>);
    const standing = listed.map(({ name, state, step, steps }) => ({ name, state, step, steps }));
    standing.sort((a, b) => a.name.localeCompare(b.name));
    const expected = [OLD_RUN.changed, OLD_RUN.conv, OLD_RUN.mlp].map(
      ({ path, state, step, steps }) => ({ name: basename(path), state, step, steps }),
    );
    assert.deepEqual(standing, expected);
    assert.match(await succeed("runs"), /interrupted +12\/30 +.gan.runs.mlp/);
  });

  for (const run of OLD_RUN_LIST)
    it(`opens with its rows, events, evaluations and pictures: ${basename(run.path)}`, async () => {
      const dir = dirOf(run);
      const opened = await readRun(dir);
      const rows = expectedOf(run).rows.slice(0, run.step);
      for (const name of ["step", ...METRIC_NAMES] as const) {
        const recorded = rows.map((row) => row[name]);
        assert.deepEqual([...opened.columns[name]], recorded, name);
      }
      const { state, step, steps } = opened.summary.record;
      assert.deepEqual(
        { state, step, steps },
        { state: run.state, step: run.step, steps: run.steps },
      );
      assert.ok(opened.events.some(({ type }) => type === "started"));
      const evaluated = opened.events.filter(({ type }) => type === "evaluated");
      assert.equal(opened.evaluations.length, evaluated.length);
      assert.deepEqual(opened.sampleSteps, [run.checkpoint]);
      const picture = await readPicture(dir, run.checkpoint);
      assert.ok(picture, "the picture's numbers");
    });

  it("opens with what was changed while it trained", async () => {
    const { events } = await readRun(dirOf(OLD_RUN.changed));
    const changes = runMarks(events).filter(({ kind }) => kind === "change");
    assert.deepEqual(
      changes.map(({ step, label }) => [step, label]),
      [
        [5, "G: RMSprop"],
        [7, "D: lr 0.004"],
        [9, "k 2"],
        [11, "loss relativisticAverage, instanceNoise 0.1"],
      ],
    );
    const [optimizer] = changes.flatMap(({ details }) => details);
    assert.match(optimizer ?? "", /Adam .* → RMSprop .*kept secondMoment/);
  });

  for (const run of RESUMED)
    it(`is taken up with all bits of its state: ${basename(run.path)}`, async () => {
      const dir = dirOf(run);
      const old = await checkpointOf(dir);
      const trainer = watch(dir, { paused: true });
      await trainer.until(
        (message) => message.type === "summary" && message.summary.record.state === "paused",
        "it is paused",
      );
      for (const file of listCheckpoints(dir)) rmSync(file);
      const { learningRate } = old.settings["optimizer.generator"] ?? {};
      assert.ok(typeof learningRate === "number");
      // To the rate that it has: what is acknowledged is saved, as the engine has it.
      await trainer.command(changeRates(["generator"], learningRate));
      await trainer.command({ type: "stop" });
      await trainer.done;
      // What its version could not change has the value of its config.
      const settings = {
        ...old.settings,
        "training.generatorSteps": 1,
        "training.adjustment": { type: "none" },
      };
      assert.deepEqual(await checkpointOf(dir), { ...old, settings });
    });

  for (const run of RESUMED)
    it(`is resumed to the rows that its own version gets: ${basename(run.path)}`, async () => {
      const dir = dirOf(run);
      await succeed("resume", dir);
      const { rows, tensorsSha256: expectedSha256 } = expectedOf(run);
      const resumed = rowsOf(dir);
      assertRowsNear(resumed, rows);
      const { state, step } = readRecord(dir);
      assert.deepEqual({ state, step }, { state: "finished", step: run.steps });

      const anew = await trainAnew(run);
      assertRowsNear(anew, rows.slice(0, run.unchangedUntil));
      // Where this machine adds up as that of the fixture did, all bits are the same.
      if (!isDeepStrictEqual(timeless(anew), timeless(rows.slice(0, anew.length)))) return;
      assert.deepEqual(timeless(resumed), timeless(rows));
      assert.equal(tensorsSha256((await checkpointOf(dir)).tensors), expectedSha256);
    });

  for (const run of OLD_RUN_LIST)
    it(`is evaluated to the figures that its own version gets: ${basename(run.path)}`, async () => {
      const evaluated = JSON.parse(await succeed("evaluate", dirOf(run), "--json")) as Evaluation;
      assert.equal(evaluated.step, run.checkpoint);
      assertEvaluationNear(evaluated.results, expectedOf(run).evaluation);
    });

  it("is compared with others, and its figures with those that are measured now", async () => {
    const { mlp, conv, changed } = OLD_RUN;
    const text = await succeed("compare", mlp.path, conv.path, changed.path);
    assert.match(text, /mlp: interrupted at step 12/);
    assert.match(text, /Changed while training\n(.*from step \d+: .*\n){4}/);

    const again = join(".gan", "runs", "again");
    cpSync(dirOf(mlp), join(folder, again), { recursive: true });
    rmSync(runFiles(join(folder, again)).evaluations);
    await succeed("evaluate", again);
    const compared = JSON.parse(await succeed("compare", mlp.path, again, "--json")) as Comparison;
    assert.deepEqual(compared.changed, []);
    const modes = compared.measures.find(({ name }) => name === "reverseKl");
    assert.equal(modes?.rows.length, 1, "figures of both versions can be set side by side");
    const [old, now] = modes.rows[0]?.figures ?? [];
    assertNear(now?.last.value ?? NaN, old?.last.value ?? NaN, "reverseKl");
  });

  it("is a part of its study, which is reported and resumed", async () => {
    const states = async (...args: string[]) => {
      await succeed("search", ...args);
      const { summary } = studyFiles(join(folder, STUDY));
      const { rows } = JSON.parse(readFileSync(summary, "utf8")) as Summary;
      return rows.flatMap(({ runs }) => runs.map(({ status }) => status));
    };
    const report = ["finished", "interrupted", "waiting", "waiting"];
    assert.deepEqual(await states("--report", STUDY), report);
    const finished = ["finished", "finished", "finished", "finished"];
    assert.deepEqual(await states("losses.study.json", "--study-dir", STUDY), finished);
    for (const run of [OLD_RUN.finished, OLD_RUN.stopped])
      assertRowsNear(rowsOf(dirOf(run)), expectedOf(run).rows);
    const text = readFileSync(join(folder, STUDY, "summary.md"), "utf8");
    assert.match(text, /\| leastSquares .*\| +2 of 2 \|/);
  });

  /** Trains what an old run was begun with, as far as nothing had been changed. */
  async function trainAnew(run: OldRun): Promise<MetricRow[]> {
    const experiment = await readExperiment(dirOf(run));
    const dir = await createRun({ runsDir: join(folder, "anew"), name: "anew", experiment });
    const { record, stderrTail } = await watch(dir, { steps: run.unchangedUntil }).done;
    assert.equal(record.state, "finished", stderrTail);
    return rowsOf(dir);
  }
});
