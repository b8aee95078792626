import assert from "node:assert/strict";
import { appendFileSync, rmSync } from "node:fs";
import {
  latestCheckpoint,
  readRecord,
  readRows,
  runFiles,
  writeCheckpoint,
  writeRecord,
} from "../../../src/run";
import { commandLine } from "../../support/command-line";

const STEPS = 120_000;

/**
 * Makes a run of 30 steps one of `STEPS`, as an earlier version would have left it: without an
 * index.
 */
async function lengthen(dir: string): Promise<void> {
  const { metrics, index } = runFiles(dir);
  rmSync(index, { recursive: true, force: true });
  const rest = { lossD: 1.25, lossG: 0.75, dReal: 0.5, dFake: 0.5, gradNormD: 1, gradNormG: 1 };
  for (let first = 31; first <= STEPS; first += 10_000) {
    const count = Math.min(10_000, STEPS - first + 1);
    const lines = Array.from({ length: count }, (_, i) =>
      JSON.stringify({
        step: first + i,
        time: (first + i) / 1e4,
        ...rest,
        lrD: 1e-4,
        lrG: 1e-4,
        note: "a".repeat(200),
      }),
    );
    appendFileSync(metrics, `${lines.join("\n")}\n`);
  }
  const checkpoint = await latestCheckpoint(dir);
  assert.ok(checkpoint);
  await writeCheckpoint(dir, { ...checkpoint, step: STEPS }, 1);
  writeRecord(dir, { ...readRecord(dir), step: STEPS, steps: STEPS });
}

describe("a long run without an index", () => {
  const at = commandLine();

  it("is resumed with a word of how far its rows are read, which is not said again", async () => {
    const dir = at.copyTo("run");
    await lengthen(dir);
    const first = await at.gan("resume", "run", "--steps", String(STEPS + 20));
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^Reading metrics.jsonl for the first time: \d+ %$/m);
    const { columns } = await readRows(dir);
    assert.equal(columns.step.at(-1), STEPS + 20);
    const again = await at.gan("resume", "run", "--steps", String(STEPS + 40));
    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stdout, /for the first time/);
  });
});
