import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  claimantOf,
  isSuperseded,
  newestEpochs,
  tryClaim,
} from "../../../../src/search/store/claims";
import { REPOSITORY } from "../../../support/paths";
import { at } from "../../../support/values";

const RUNS = 1_000;

describe("claims of runs", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-claims-"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it("give each of 1,000 runs to exactly one of two processes that race for them", async () => {
    const racers = ["one", "two"].map((worker) => race(dir, worker));
    await Promise.all(racers.map(({ ready }) => ready));
    writeFileSync(join(dir, "go"), "");
    const won = await Promise.all(racers.map(({ done }) => done));
    const all = [...at(won, 0), ...at(won, 1)].sort((a, b) => a - b);
    assert.deepEqual(
      all,
      Array.from({ length: RUNS }, (_, run) => run),
    );
    for (const [i, worker] of ["one", "two"].entries())
      for (const run of at(won, i))
        assert.equal(claimantOf(dir, { run: `run-${run}`, epoch: 0 }), worker);
    assert.equal(readdirSync(join(dir, "claims")).length, RUNS, "nothing else is left behind");
  });

  it("are taken over by the next epoch, once, and the one before can see it", () => {
    const first = { run: "a.b", epoch: 0, worker: "one" };
    assert.ok(tryClaim(dir, first));
    assert.ok(!isSuperseded(dir, first));
    assert.ok(tryClaim(dir, { ...first, epoch: 1, worker: "two" }));
    assert.ok(!tryClaim(dir, { ...first, epoch: 1, worker: "three" }));
    assert.ok(isSuperseded(dir, first));
    assert.deepEqual([...newestEpochs(dir)], [["a.b", 1]]);
    assert.equal(claimantOf(dir, { run: "a.b", epoch: 1 }), "two");
  });

  it("say nothing of their worker where a machine went down while one was made", () => {
    mkdirSync(join(dir, "claims"));
    writeFileSync(join(dir, "claims", "a.0"), "");
    writeFileSync(join(dir, "claims", "b.0.0123abcd.77.tmp"), '{"worker":');
    assert.deepEqual([...newestEpochs(dir)], [["a", 0]]);
    assert.equal(claimantOf(dir, { run: "a", epoch: 0 }), undefined);
  });

  it("cannot be made where nothing can be written, which is said with the file", () => {
    // A folder without rights would not keep root from writing.
    writeFileSync(join(dir, "claims"), "");
    assert.throws(() => tryClaim(dir, { run: "a", epoch: 0, worker: "one" }), {
      code: "EEXIST",
      path: join(dir, "claims"),
    });
  });
});

function race(dir: string, worker: string): { ready: Promise<void>; done: Promise<number[]> } {
  const script = join(REPOSITORY, "test", "support", "claim-racer.ts");
  const args = ["--import", "tsx", script, dir, worker, String(RUNS)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ready = lines.next().then(() => undefined);
  const done = ready
    .then(() => lines.next())
    .then(({ value }) => JSON.parse(value as string) as number[]);
  return { ready, done };
}
