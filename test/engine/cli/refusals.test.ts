import assert from "node:assert/strict";
import { type ChildProcess, execFile, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { latestCheckpoint, ownerOf, readRecord, readRun, runFiles } from "../../../src/run";
import { JOB_RANGES } from "../../../src/shared/protocol/jobs";
import { PROTOCOL_VERSION } from "../../../src/shared/protocol/version";
import { commandLine, ENDLESS, example } from "../../support/command-line";
import { CLI, REPOSITORY } from "../../support/paths";
import { newRun, reached, watch } from "../../support/trainer";
import { present } from "../../support/values";

const TRAINER = join(REPOSITORY, "dist", "trainer.js");

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
    it("lets one of three that begin at the same moment train, and says to the others why not", async () => {
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
        /error: the config of the run was changed after the run had begun \(.*config\.json\); undo the change.*gan resume RUN --set/,
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

    it("because it is read-only is named by resume and delete, and does not hide the run", async () => {
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

  it("leaves a run to the process that took it over while the first stood still, and writes nothing to it any more", async () => {
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

  describe("arguments", () => {
    const [, mostSamples] = JOB_RANGES.count;
    const refused = async (args: string[], code: number, said: RegExp) => {
      const outcome = await gan(...args);
      const told = `${args.join(" ")}: ${outcome.code} ${outcome.stdout}${outcome.stderr}`;
      assert.equal(outcome.code, code, told);
      assert.match(outcome.stderr, said, told);
      assert.equal(outcome.stderr.match(/error:/g)?.length, 1, `said once: ${told}`);
    };
    const config = example("gaussian-1d");

    for (const [command, option, wrong, said] of [
      [["train", config], "--steps", ["0", "-1", "1.5", "1e20", "", "many", "NaN"], /steps/],
      [["train", config], "--seed", ["-1", String(2 ** 31), "1e20", "0x", ""], /seed/],
      [["resume", "run"], "--steps", ["0", "-5", "1e20", "9007199254740992", "x"], /steps/],
      [["search", "x.study.json"], "--jobs", ["0", "-1", "1e20", "two"], /jobs/],
      [["evaluate", "run"], "--at", ["-1", "1e20", "newest", "1.5"], /at/],
      [["evaluate", "run"], "--samples", ["0", "-1", "1e20", ""], /samples/],
      [["sample", "run", "--out", "x.csv"], "--count", ["0", "1000001", "1e20", "-1"], /count/],
      [["sample", "run", "--out", "x.csv"], "--at", ["1e20", "-1", "first"], /at/],
      [["sample", "run", "--out", "x.csv"], "--seed", ["-1", "2147483648", "1e20"], /seed/],
      [["interpolate", "run", "--out", "x.png"], "--columns", ["0", "1", "101", "1e20"], /columns/],
      [["interpolate", "run", "--out", "x.png"], "--rows", ["0", "101", "1e20"], /rows/],
      [["interpolate", "run", "--out", "x.png"], "--seed", ["-1", "2147483648"], /seed/],
      [["send", "run", "evaluate"], "--samples", ["0", "1e20", "x"], /samples/],
      [
        ["send", "run", "learning-rate"],
        "--learning-rate",
        ["-1", "NaN", "x", ""],
        /learning-rate/,
      ],
      [
        ["send", "run", "discriminator-steps"],
        "--discriminator-steps",
        ["0", "101", "1.5", "x"],
        /discriminator-steps/,
      ],
    ] as const) {
      it(`of ${command[0]} ${option} beyond its bounds are refused before anything begins`, async () => {
        for (const value of wrong) await refused([...command, `${option}=${value}`], 2, said);
        assert.ok(!existsSync(join(at.folder, ".gan")));
      });
    }

    it("that a job cannot carry out end with its reason", async () => {
      const step = readRecord(run()).step;
      await refused(
        ["sample", "run", "--out", "x.csv", "--at", String(step + 1)],
        1,
        /no checkpoint of step 31/,
      );
      await refused(["sample", "run", "--out", "x.csv", "--class", "1"], 2, /is not conditional/);
      await refused(["sample", "run", "--out", "x.doc"], 2, /names no format/);
      await refused(
        ["sample", "run", "--out", "x.csv", "--engine", "abacus"],
        2,
        /no engine "abacus"/,
      );
      await refused(
        ["sample", "run", "--out", join("none", "x.csv")],
        1,
        /none.x\.csv cannot be opened: there is no such file or folder/,
      );
      await refused(["sample", "nowhere", "--out", "x.csv"], 1, /readable/);
      await refused(
        ["interpolate", "run", "--out", "x.png"],
        2,
        /samples of gaussian are not pictures/,
      );
      await refused(["evaluate", "run", "--samples", "1"], 2, /samples must be at least/);
      await refused(["evaluate", "run", "--metrics", "beauty"], 2, /beauty/);
      await refused(["evaluate", "run", "--features", "eyes"], 2, /eyes/);
      await refused(["features", "train", "gaussian"], 2, /there is no classifier/);
      await refused(
        ["features", "import", "none.safetensors"],
        2,
        /none\.safetensors cannot be opened/,
      );
    });

    it("at their bounds are taken", async () => {
      assert.equal(
        (await gan("sample", "run", "--out", "one.csv", "--count", "1", "--at", "30")).code,
        0,
      );
      assert.equal(
        (
          await gan(
            "sample",
            "run",
            "--out",
            "all.csv",
            "--count",
            String(mostSamples),
            "--seed",
            String(2 ** 31 - 1),
          )
        ).code,
        0,
      );
      const lines = readFileSync(join(at.folder, "all.csv"), "utf8").trim().split("\n");
      assert.equal(lines.length, 1 + mostSamples);
    });
  });

  describe("the trainer process", () => {
    let child: ChildProcess;
    afterEach(() => child.kill("SIGKILL"));

    /** What a trainer answers to a message that its protocol does not have, and how it leaves. */
    const answerTo = async (message: object) => {
      child = fork(TRAINER, [], {
        serialization: "advanced",
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      const answers: Record<string, unknown>[] = [];
      child.on("message", (answer: Record<string, unknown>) => {
        answers.push(answer);
        if (answer["type"] === "ready") child.send(message);
      });
      const [code] = (await once(child, "exit")) as [number];
      return { code, last: present(answers.at(-1)) };
    };
    const job = (wrong: object) => ({
      type: "job",
      protocol: PROTOCOL_VERSION,
      job: { kind: "sample", runDir: "x", count: 1, out: "x.csv", ...wrong },
    });

    for (const [what, message, type] of [
      ["a job with a count out of bounds", job({ count: 1_000_001 }), "jobFailed"],
      ["a job at a step that is none", job({ at: 1e20 }), "jobFailed"],
      ["a job of no known kind", job({ kind: "dance" }), "jobFailed"],
      ["a job of another protocol", { ...job({}), protocol: -1 }, "jobFailed"],
      ["no job", { type: "job", protocol: PROTOCOL_VERSION }, "jobFailed"],
      [
        "a start to a step that is none",
        { type: "start", protocol: PROTOCOL_VERSION, runDir: "x", steps: 1e20 },
        "failed",
      ],
      ["a start of no run", { type: "start", protocol: PROTOCOL_VERSION }, "failed"],
      ["a message of no known kind", { type: "greeting" }, "failed"],
    ] as const) {
      it(`answers ${what} with the reason, and leaves`, async () => {
        const { code, last } = await answerTo(message);
        assert.equal(code, 1);
        assert.equal(last["type"], type);
        assert.match(String(last["message"]), /the trainer cannot take this/);
      });
    }
  });
});
