import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Slurm, slurmMissing, startSlurm } from "../harness/slurm";
import { runGan } from "../support/command-line";
import { at } from "../support/values";
import {
  assertSameStudy,
  claimsOf,
  journalOf,
  liveWorkers,
  STUDY_DIR,
  studyFolder,
  trainedHere,
} from "./support";
import { requirePart } from "../harness/require-part";
import { until } from "../support/until";

describe("a study on a real Slurm", () => {
  let whole: string;
  let folder: string;
  let slurm: Slurm | undefined;
  before(async function () {
    requirePart(this, slurmMissing());
    folder = studyFolder();
    slurm = await startSlurm(2);
    whole = await trainedHere();
  });
  after(async () => {
    await slurm?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const command = (program: string, ...args: string[]) =>
    execFileSync(program, args, { env: { ...process.env, ...slurm?.env }, encoding: "utf8" });
  const submit = (...args: string[]) => runGan(["search", ...args], folder, slurm?.env);

  it("is trained by two tasks of an array; one is killed, one cancelled, and nothing is lost", async () => {
    const dir = join(folder, STUDY_DIR);
    const study = ["rates.study.json", "--study-dir", STUDY_DIR];
    const shown = await submit(...study, "--on", "slurm", "--jobs", "2", "--submit-only");
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /^sbatch --parsable .*--array=0-1 .*--requeue/);
    assert.equal(command("squeue", "-h"), "", "nothing is sent");

    const sent = await submit(...study, "--on", "slurm", "--jobs", "2", "--json");
    assert.equal(sent.code, 0, sent.stderr);
    const { ids } = JSON.parse(sent.stdout) as { ids: string[] };
    const job = at(ids, 0);
    const withClaims = (count: number) =>
      liveWorkers(dir).filter(({ id }) => claimsOf(dir, id) >= count);
    await until("a worker has begun its second run", () => withClaims(2).length > 0);
    const killed = at(withClaims(2), 0);
    process.kill(killed.pid, "SIGKILL");
    const others = () => withClaims(3).filter(({ id }) => id !== killed.id);
    await until("the other has gone on", () => others().length > 0);
    const cancelled = at(others(), 0);
    command("scancel", job);
    await until("all have left", () => liveWorkers(dir).length === 0);
    assert.match(journalOf(dir, cancelled.id), /"type":"(released|ended)".*\n$/, "it has said so");
    await until("the array is over", () => command("squeue", "-h") === "");

    const again = await submit("--resume", STUDY_DIR, "--on", "slurm", "--jobs", "2");
    assert.equal(again.code, 0, again.stderr);
    await until("new workers have begun", () => liveWorkers(dir).length > 0);
    await until("the array is over", () => command("squeue", "-h") === "");
    await assertSameStudy(whole, folder);
  });

  it("is saved before the time limit of a task, which then waits in the queue again", async () => {
    const other = join(folder, "limited");
    const shown = await runGan(
      [
        "search",
        "rates.study.json",
        "--study-dir",
        "limited",
        "--set",
        "training.steps=1000000",
        "--on",
        "slurm",
        "--json",
      ],
      folder,
      slurm?.env,
    );
    assert.equal(shown.code, 0, shown.stderr);
    const job = at((JSON.parse(shown.stdout) as { ids: string[] }).ids, 0);
    await until("a worker has begun", () => liveWorkers(other).length === 1);
    const [worker] = liveWorkers(other);
    await until("it has a run", () => claimsOf(other, worker?.id ?? "") === 1);
    // What Slurm itself sends a minute before the limit.
    command("scancel", "--batch", "--signal=USR1", job);
    await until("it is saved", () => /"released"/.test(journalOf(other, worker?.id ?? "")));
    await until("the task is in the queue again", () =>
      /PENDING|RUNNING/.test(command("squeue", "-h", "-o", "%T")),
    );
    // A task that is about to wait again is not cancelled by a word that comes too early.
    await until("the task is over", () => {
      const isOver = command("squeue", "-h") === "";
      if (!isOver) command("scancel", "--quiet", job);
      return isOver;
    });
  });
});
