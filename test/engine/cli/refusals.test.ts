import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { latestCheckpoint, ownerOf, readRecord, readRun, runFiles } from "../../../src/run";
import { commandLine, ENDLESS } from "../../support/command-line";
import { CLI } from "../../support/paths";
import { newRun, reached, watch } from "../../support/trainer";
import { present } from "../../support/values";

const pipeAt = (file: string): void => {
  rmSync(file);
  assert.equal(spawnSync("mkfifo", [file]).status, 0);
};

describe("what cannot be done is refused in words, with an exit code", () => {
  const at = commandLine();
  const { gan } = at;
  beforeEach(() => {
    at.copyTo("run");
  });
  const run = () => join(at.folder, "run");

  describe("resume", () => {
    it("lets one of three that begin at once train, and tells the others why not", async () => {
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => gan("resume", "run", "--steps", "3000")),
      );
      const told = outcomes.map(({ code, stderr }) => `${code}: ${stderr}`).join("\n");
      assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 1, 1], told);
      for (const { code, stderr } of outcomes)
        if (code === 1)
          assert.match(stderr, /^error: .*is (being trained|training this run) already/m);
      const { columns, summary } = await readRun(run());
      assert.equal(summary.record.state, "finished");
      assert.deepEqual(
        [...columns.step],
        Array.from({ length: 3000 }, (_, i) => i + 1),
        "each step is recorded once",
      );
    });

    for (const [what, hinder, said] of [
      [
        "a lock of process 1",
        (dir: string) => writeFileSync(runFiles(dir).lock, "1"),
        /error: process 1 is training this run already/,
      ],
      [
        "a lock that is a folder",
        (dir: string) => mkdirSync(runFiles(dir).lock),
        /error: another program \(the lock is no file\) is training.*if nothing trains it, delete .*trainer\.lock/,
      ],
      [
        "an empty config",
        (dir: string) => writeFileSync(runFiles(dir).config, ""),
        /error: the run has no readable config: .*config\.json\); put the file back/,
      ],
      [
        "a config that was edited",
        (dir: string) => appendFileSync(runFiles(dir).config, "\n"),
        new RegExp(
          String.raw`error: the config of the run was changed after the run had begun ` +
            String.raw`\(.*config\.json\); undo the change.*gan resume RUN --set`,
        ),
      ],
      [
        "a record that is damaged",
        (dir: string) => writeFileSync(runFiles(dir).record, "{"),
        /error: no readable run in this folder \(.*run\.json\): its content is damaged/,
      ],
      [
        "a pipe in the place of its record",
        (dir: string) => pipeAt(runFiles(dir).record),
        /error: no readable run in this folder \(.*run\.json\): .* is a pipe or a device, not a file/,
      ],
      [
        "a pipe in the place of its config",
        (dir: string) => pipeAt(runFiles(dir).config),
        /error: .*config\.json is a pipe or a device, not a file/,
      ],
      [
        "a pipe in the place of its rows",
        (dir: string) => pipeAt(runFiles(dir).metrics),
        /error: .*metrics\.jsonl is a pipe or a device, not a file/,
      ],
      [
        "a config that is a folder",
        (dir: string) => {
          rmSync(runFiles(dir).config);
          mkdirSync(runFiles(dir).config);
        },
        /error: .*config\.json is a folder, not a file; move it out of the way/,
      ],
      [
        "metrics that are a folder",
        (dir: string) => {
          rmSync(runFiles(dir).metrics);
          mkdirSync(runFiles(dir).metrics);
        },
        /error: .*metrics\.jsonl is a folder, not a file/,
      ],
      [
        "events that are a folder",
        (dir: string) => {
          rmSync(runFiles(dir).events);
          mkdirSync(runFiles(dir).events);
        },
        /error: .*events\.jsonl is a folder, not a file/,
      ],
    ] as const) {
      it(`says so for ${what}, and exits with 1`, async () => {
        hinder(run());
        const { code, stderr } = await gan("resume", "run", "--steps", "60");
        assert.equal(code, 1, stderr);
        assert.match(stderr, said);
        assert.ok(ownerOf(run()) === undefined || ownerOf(run()) === 1, "no lock is left behind");
      });
    }
  });

  describe("a file system that refuses", () => {
    let disk: string;
    const mount = (...args: string[]) => spawnSync("mount", args).status === 0;
    beforeEach(function () {
      disk = join(at.folder, "disk");
      mkdirSync(disk);
      if (!mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", disk)) this.skip();
      cpSync(at.ready, join(disk, "run"), { recursive: true });
    });
    afterEach(() => {
      spawnSync("umount", ["-l", disk]);
    });

    it("because it is read-only is named, and does not hide the run", async () => {
      assert.ok(mount("-o", "remount,ro", disk));
      for (const args of [
        ["resume", "disk/run", "--steps", "60"],
        ["delete", "disk/run"],
      ]) {
        const { code, stderr } = await gan(...args);
        assert.equal(code, 1, stderr);
        assert.match(
          stderr,
          /^error: .*disk.run.* cannot be .*: the file system is read-only \(EROFS\)/m,
        );
      }
      assert.equal((await gan("compare", "disk/run", "run")).code, 0);
    });

    it("because it is full is named, and the run goes on when there is room again", async () => {
      const ballast = join(disk, "ballast");
      spawnSync("dd", ["if=/dev/zero", `of=${ballast}`, "bs=4k"]);
      const { code, stderr } = await gan("resume", "disk/run", "--steps", "60");
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^error: .*disk.run.* cannot be written: no space is left on the disk/m);
      rmSync(ballast);
      const again = await gan("resume", "disk/run", "--steps", "60");
      assert.equal(again.code, 0, again.stderr);
      assert.equal(readRecord(join(disk, "run")).step, 60);
    });
  });

  it("says which file a person has no permission for, and what to do", async function () {
    const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    if (spawnSync("setpriv", [...asNobody, process.execPath, CLI, "--version"]).status !== 0)
      this.skip();
    chmodSync(at.folder, 0o755);
    const { status, stderr } = spawnSync(
      "setpriv",
      [...asNobody, process.execPath, CLI, "resume", "run", "--steps", "60"],
      { cwd: at.folder, encoding: "utf8" },
    );
    assert.equal(status, 1, stderr);
    assert.match(
      stderr,
      /^error: .*run.trainer\.lock cannot be opened: permission denied \(EACCES\); change its permissions/m,
    );
  });

  it("counts the removal of a run's folder while it trains as a failure", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    rmSync(dir, { recursive: true, force: true });
    const { code, record, refusal } = await trainer.done;
    assert.equal(code, 1);
    assert.equal(record.state, "failed");
    assert.match(
      record.error?.message ?? "",
      /the folder of the run was removed while it was trained/,
    );
    assert.equal(refusal, undefined, "the record that is handed on tells it");
    assert.ok(!existsSync(dir), "nothing is made anew where the folder was");
  });

  it("writes nothing more to a run that another process took over", async () => {
    const dir = await newRun(ENDLESS);
    const first = watch(dir);
    await first.until(reached(5), "step 5");
    await first.command({ type: "pause" });
    await first.command({ type: "resume" });
    process.kill(first.pid, "SIGSTOP");
    try {
      while (ownerOf(dir) !== undefined) await new Promise((resolve) => setTimeout(resolve, 500));
      const second = watch(dir);
      const from = present(await latestCheckpoint(dir)).step;
      await second.until(reached(from + 5), "steps of the second trainer");
      process.kill(first.pid, "SIGCONT");
      const { code, refusal } = await first.done;
      assert.equal(code, 1);
      assert.match(refusal?.message ?? "", /has taken over the run while this process stood still/);
      assert.equal(ownerOf(dir), second.pid, "its lock is still there");
      const now = readRecord(dir).step;
      await second.until(reached(now + 20), "more steps of the second trainer");
      await second.command({ type: "stop" });
      assert.equal((await second.done).record.state, "stopped");
      const { columns } = await readRun(dir);
      assert.deepEqual(
        [...columns.step],
        Array.from(columns.step, (_, i) => i + 1),
        "each step is recorded once",
      );
    } finally {
      first.kill();
    }
  });

  it("notices a lost lock also while it is paused", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    await trainer.command({ type: "pause" });
    rmSync(runFiles(dir).lock);
    const { code, refusal } = await trainer.done;
    assert.equal(code, 1);
    assert.match(refusal?.message ?? "", /the lock of the run was removed/);
  });

  it("does not take a start-up that was killed for a run that is being trained", async () => {
    const host = execFile(process.execPath, [CLI, "resume", "run", "--steps", "1000000"], {
      cwd: at.folder,
    });
    while (ownerOf(run()) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    const trainer = present(ownerOf(run()));
    process.kill(trainer, "SIGKILL");
    host.kill("SIGKILL");
    await once(host, "exit");
    const { code, stderr } = await gan("resume", "run", "--steps", "60");
    assert.equal(code, 0, stderr);
  });
});
