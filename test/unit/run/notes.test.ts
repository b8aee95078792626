import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import {
  appendLines,
  changeNotes,
  createRun,
  deleteRun,
  listRuns,
  readNotes,
  readRecord,
  runFiles,
  writeRecord,
} from "../../../src/run";
import { readCompared } from "../../../src/run/compared";
import { EntryReader, folderBytes } from "../../../src/run/entries";
import { nameOfRun } from "../../../src/shared/run/run";
import { first, present } from "../../support/values";

const experiment = present(parseExperiment(first(PRESETS).text).experiment);

describe("what a person says of a run", () => {
  let runsDir: string;
  let dir: string;
  beforeEach(async () => {
    runsDir = mkdtempSync(join(tmpdir(), "gan-notes-"));
    dir = await createRun({ runsDir, name: "a run", experiment });
    writeRecord(dir, { ...readRecord(dir), state: "finished" });
  });
  afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

  it("is kept in a file of its own, listed with the run, and goes with it", async () => {
    changeNotes(dir, { name: " best ", tags: ["good", "good", " "], star: true, note: "why" });
    changeNotes(dir, { note: "" });
    const notes = { name: "best", tags: ["good"], star: true };
    assert.deepEqual(readNotes(dir), notes);
    const [run] = await listRuns(runsDir);
    assert.deepEqual(run?.notes, notes);
    assert.equal(nameOfRun(present(run)), "best");
    assert.deepEqual(await deleteRun(dir), []);
  });

  it("is not written over where it cannot be read, nor written where the run is gone", () => {
    const { notes, record } = runFiles(dir);
    writeFileSync(notes, "{ torn");
    assert.throws(() => changeNotes(dir, { star: true }), /cannot be read.*notes\.json/);
    assert.equal(readFileSync(notes, "utf8"), "{ torn");
    // As another window deletes it.
    rmSync(record);
    assert.throws(() => changeNotes(dir, { star: true }), /not there any more/);
  });

  it("is nothing where its file is damaged or holds something else", async () => {
    for (const text of ["{", "[]", '{"tags":3,"star":"yes","name":7}']) {
      writeFileSync(runFiles(dir).notes, text);
      assert.deepEqual(readNotes(dir), {});
      assert.equal((await listRuns(runsDir)).length, 1);
    }
  });
});

describe("what a comparison reads of runs", () => {
  it("is their curves and figures; repetitions are known, and what cannot be read is said", async () => {
    const runsDir = mkdtempSync(join(tmpdir(), "gan-compared-"));
    try {
      const dirs: string[] = [];
      for (const seed of [1, 2]) {
        const training = { ...experiment.training, seed };
        const dir = await createRun({
          runsDir,
          name: "a run",
          experiment: { ...experiment, training },
        });
        writeRecord(dir, { ...readRecord(dir), state: "finished" });
        appendLines(runFiles(dir).metrics, [
          { step: 1, time: 0.5, lossD: seed },
          { step: 2, time: 1, lossD: 2 * seed },
        ]);
        dirs.push(dir);
      }
      const missing = join(runsDir, "missing");
      const read = await readCompared([...dirs, missing], (dir) => `uri:${dir}`);
      const [one, two] = read.runs;
      assert.deepEqual([one?.label, two?.label], ["a run (1)", "a run (2)"]);
      assert.equal(one?.repetitionOf, two?.repetitionOf);
      const { step, time, wall, value } = present(two?.curves.find(({ id }) => id === "lossD"));
      assert.deepEqual(
        [step, time, wall, value],
        [
          [1, 2],
          [0.5, 1],
          [0.5, 1],
          [2, 4],
        ],
      );
      assert.deepEqual(
        read.comparison.changed.map(({ key, values }) => [key, values]),
        [["training.seed", [1, 2]]],
      );
      assert.deepEqual(
        read.unreadable.map(({ dir }) => dir),
        [missing],
      );
      // All of them were deleted while they were compared: each is named.
      const gone = await readCompared([missing, `${missing} too`], () => "");
      assert.deepEqual([gone.runs.length, gone.unreadable.length], [0, 2]);
    } finally {
      rmSync(runsDir, { recursive: true, force: true });
    }
  });
});

describe("what the table of runs reads of a run", () => {
  it("are its settings, and figures as they come, read only when their file changes", async () => {
    const runsDir = mkdtempSync(join(tmpdir(), "gan-entries-"));
    try {
      const dir = await createRun({ runsDir, name: "a run", experiment });
      const reader = new EntryReader();
      const empty = await reader.read(dir);
      assert.equal(empty.settings.values["training.steps"], experiment.training.steps);
      assert.deepEqual(empty.figures, []);
      assert.equal(await reader.read(dir), empty);
      const figure = (step: number, value: number | null, samples = 10) => ({
        step,
        time: "2026-01-02T03:04:05.000Z",
        results: { fid: { value, settings: { samples, step } } },
      });
      appendLines(runFiles(dir).evaluations, [
        figure(1, 3),
        figure(2, null),
        figure(2, 5, 20),
        figure(3, 2),
        figure(3, 1),
      ]);
      const { figures, settings } = await reader.read(dir);
      assert.equal(settings, empty.settings);
      assert.deepEqual(
        figures.map(({ name, points }) => [name, points]),
        [
          [
            "fid",
            [
              [1, 3],
              [3, 1],
            ],
          ],
          ["fid", [[2, 5]]],
        ],
      );
      const { config, record, evaluations } = runFiles(dir);
      const sizes = [config, record, evaluations].map((file) => statSync(file).size);
      assert.equal(
        await folderBytes(dir),
        sizes.reduce((sum, size) => sum + size),
      );
    } finally {
      rmSync(runsDir, { recursive: true, force: true });
    }
  });
});
