import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Summary } from "../../../src/search";
import { readStudyView } from "../../../src/search";
import { type Outcome, runGan } from "../../support/command-line";
import { assertSameRun } from "../../support/kill-compare";
import { REPOSITORY } from "../../support/paths";
import { StudyProcess } from "../../support/studies";
import { assertSame } from "../../support/trainer";
import { found } from "../../support/values";

const STUDY = {
  base: "ring-of-8-gaussians.gan.json",
  vary: { "training.seed": [1, 2, 3] },
  set: {
    "training.steps": 1500,
    "training.batchSize": 32,
    "evaluation.every": 300,
    "checkpoint.every": 100,
    "samples.every": 500,
  },
  measures: ["modesCovered"],
};
const RUNS = ["seed-1", "seed-2", "seed-3"];

describe("workers of a study", () => {
  /** A study that nothing has disturbed. */
  let whole: string;
  let folder: string;
  let started: StudyProcess[];
  before(async () => {
    whole = newFolder();
    const { code, stderr } = await runGan(
      ["search", "small.study.json", "--study-dir", "study"],
      whole,
    );
    assert.equal(code, 0, stderr);
  });
  beforeEach(() => {
    folder = newFolder();
    started = [];
  });
  afterEach(async () => {
    for (const process of started) process.signal("SIGKILL");
    await Promise.all(started.map(({ done }) => done));
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => rmSync(whole, { recursive: true, force: true }));

  const start = (...args: string[]) => {
    const process = new StudyProcess(args, folder);
    started.push(process);
    return process;
  };
  const gan = (...args: string[]): Promise<Outcome> => runGan(args, folder);
  /** A study's folder as it is before anything was trained. */
  const prepared = () => {
    cpSync(join(whole, "study", "study.json"), join(folder, "study", "study.json"));
    return join(folder, "study");
  };
  /** A run that is trained now, and has a checkpoint that is not its first. */
  const isInTheMiddle = ({ type, record }: { type: string; record?: { step: number } }) =>
    type === "runProgress" && (record?.step ?? 0) > 150 && (record?.step ?? 0) < 1500;
  const assertSameStudy = async (same = assertSameRun) => {
    for (const run of RUNS)
      await same(join(whole, "study", "runs", run), join(folder, "study", "runs", run));
    const { code, stderr } = await gan("search", "--report", "study");
    assert.equal(code, 0, stderr);
    const [expected, summary] = [whole, folder].map(
      (dir) => JSON.parse(readFileSync(join(dir, "study", "summary.json"), "utf8")) as Summary,
    );
    const figuresOf = (one?: Summary) =>
      one?.rows.map(({ labels, measures }) => [labels, measures]);
    assert.deepEqual(figuresOf(summary), figuresOf(expected));
  };

  it("share its runs, and what a killed one had goes on from its checkpoint, bit for bit", async () => {
    prepared();
    const [killed, other] = [start("work", "study"), start("work", "study")];
    await other.until(({ type }) => type === "runStarted", "it had begun a run");
    await killed.untilNow(isInTheMiddle, "it had trained for a while");
    killed.signal("SIGKILL");
    await killed.done;
    const [lost = ""] = killed.begun.slice(-1);
    assert.equal(await other.done, 0);
    assert.equal(killed.begun.filter((run) => other.begun.includes(run)).join(), lost);
    const again = found(other.lines, ({ type, run }) => type === "runStarted" && run === lost);
    assert.ok((again.step ?? 0) >= 100, "from a checkpoint");
    assert.ok(
      other.lines.some(({ message = "" }) =>
        /^worker .* is gone: seed-\d goes on here$/.test(message),
      ),
    );
    assert.deepEqual([...new Set([...killed.begun, ...other.begun])].sort(), RUNS);
    await assertSameStudy();
  });

  it("go on after their controller was killed, with --resume", async () => {
    const killed = start("search", "small.study.json", "--study-dir", "study", "--jobs", "2");
    await killed.untilNow(isInTheMiddle, "it had trained for a while");
    killed.signal("SIGKILL");
    await killed.done;
    const { workers, trials } = await readStudyView(join(folder, "study"));
    assert.deepEqual(workers, [], "a worker that was killed here is not waited for");
    assert.ok(trials.flatMap(({ runs }) => runs).some(({ state }) => state === "interrupted"));
    const { code, stderr } = await gan("search", "--resume", "study", "--jobs", "2");
    assert.equal(code, 0, stderr);
    await assertSameStudy();
  });

  it("drop a run that another one has taken over while they stood still", async () => {
    prepared();
    const slow = start("work", "study", "--silence", "8");
    await slow.untilNow(isInTheMiddle, "it had trained for a while");
    slow.signal("SIGSTOP");
    const other = start("work", "study", "--silence", "8");
    const [run = ""] = slow.begun.slice(-1);
    await other.until(
      (line) => line.type === "runStarted" && line.run === run,
      "it had taken the run over",
    );
    slow.signal("SIGCONT");
    assert.deepEqual(await Promise.all([slow.done, other.done]), [0, 0]);
    assert.ok(
      slow.lines.some(({ message = "" }) => /has taken over seed-\d while this one/.test(message)),
    );
    assert.ok(!slow.lines.some((line) => line.type === "runEnded" && line.run === run));
    await assertSameStudy();
  });

  it("end at a full disk, which fails no run, and go on when there is room again", async function () {
    const disk = join(folder, "study");
    mkdirSync(disk);
    const mount = (...args: string[]) => spawnSync("mount", args).status === 0;
    if (!mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", disk)) this.skip();
    try {
      prepared();
      const { code, stderr } = await gan("work", "study");
      assert.equal(code, 1);
      assert.match(stderr, /^error: .* no space is left on the disk \(ENOSPC\); make room on it/m);
      assert.ok(!existsSync(join(disk, "runs", "seed-2")), "it tries no other run");
      assert.ok(mount("-o", "remount,size=64m", disk));
      const again = await gan("work", "study");
      assert.equal(again.code, 0, again.stderr);
      // Where room was last wanted for an evaluation it is made once more.
      await assertSameStudy(assertSame);
    } finally {
      spawnSync("umount", ["-l", disk]);
    }
  });

  it("leave what they had to the others when they are told to stop", async () => {
    prepared();
    const first = start("work", "study");
    await first.untilNow(isInTheMiddle, "it had trained for a while");
    first.signal("SIGTERM");
    assert.equal(await first.done, 0);
    const { code } = await gan("work", "study");
    assert.equal(code, 0);
    const claims = readdirSync(join(folder, "study", "claims"));
    assert.ok(claims.includes(`${first.begun.at(-1) ?? ""}.1`), "at once, by its next claim");
    // A run that is stopped has a picture and an evaluation more.
    await assertSameStudy(assertSame);
  });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gan-workers-"));
  const base = "ring-of-8-gaussians.gan.json";
  copyFileSync(join(REPOSITORY, "examples", base), join(folder, base));
  writeFileSync(join(folder, "small.study.json"), JSON.stringify(STUDY));
  return folder;
}
