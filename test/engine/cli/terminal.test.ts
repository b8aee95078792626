import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { latestCheckpoint, readEvents, readRecord, runFiles } from "../../../src/run";
import { isChange } from "../../../src/shared/protocol/changes";
import { commandLine, ENDLESS, example } from "../../support/command-line";
import { CLI } from "../../support/paths";
import { newRun, reached, watch } from "../../support/trainer";
import { present } from "../../support/values";

const EXAMPLE = example("gaussian-1d");

describe("the command line with a run", () => {
  const at = commandLine();
  const { gan, copyTo } = at;

  describe("send", () => {
    it("waits for the answer and exits by it", async () => {
      const dir = await newRun(ENDLESS);
      const trainer = watch(dir);
      await trainer.until(reached(5), "step 5");
      const paused = await gan("send", dir, "pause");
      assert.equal(paused.code, 0, paused.stderr);
      assert.equal(readRecord(dir).state, "paused", "answered when it is done");
      assert.equal(
        paused.stdout,
        `pause: from step ${present(await latestCheckpoint(dir)).step.toLocaleString("en")}\n`,
      );
      for (const [args, code, said] of [
        [["optimizer", "--optimizer", '{"type":"adam","beta1":2}'], 2, /beta1 must be less than 1/],
        [["objective", "--set", "packing=2"], 2, /packing is fixed once a run has begun/],
        [["objective", "--set", "loss=none"], 2, /loss is "none"/],
        [["evaluate", "--metrics", "beauty"], 2, /beauty/],
        [["evaluate", "--samples", "1"], 2, /samples must be at least/],
        [["dance"], 2, /not a command: dance/],
      ] as const) {
        const { code: given, stderr, stdout } = await gan("send", dir, ...args);
        assert.equal(given, code, `${args.join(" ")}: ${stdout}${stderr}`);
        assert.match(stderr, said);
      }
      assert.equal((await gan("send", dir, "stop")).code, 0);
      assert.equal((await trainer.done).record.state, "stopped");
      assert.equal((await gan("send", dir, "pause")).code, 1);
    });

    it("says when the trainer leaves before it has answered", async () => {
      const dir = await newRun(ENDLESS);
      const trainer = watch(dir);
      await trainer.until(reached(5), "step 5");
      process.kill(trainer.pid, "SIGSTOP");
      const asked = gan("send", dir, "pause");
      while (!existsSync(runFiles(dir).inbox))
        await new Promise((resolve) => setTimeout(resolve, 20));
      trainer.kill();
      await trainer.done;
      const { code, stderr } = await asked;
      assert.equal(code, 1);
      assert.match(stderr, /the trainer left before it answered/);
    });

    it("is heard also after the inbox was made anew", async () => {
      const dir = await newRun(ENDLESS);
      writeFileSync(runFiles(dir).inbox, `${'{"type":"stop"}\n'.repeat(50)}`);
      const trainer = watch(dir);
      await trainer.until(reached(5), "step 5");
      rmSync(runFiles(dir).inbox);
      assert.equal((await gan("send", dir, "pause")).code, 0);
      writeFileSync(runFiles(dir).inbox, "");
      assert.equal((await gan("send", dir, "step")).code, 0);
      // Commands without an id are those of earlier versions and of scripts.
      appendFileSync(runFiles(dir).inbox, '{"type":"stop"}\n');
      assert.equal((await trainer.done).record.state, "stopped");
    });
  });

  describe("resume --set", () => {
    it("mends a run that diverged at once", async () => {
      const wild = '{"type":"sgd","learningRate":1e20}';
      const settings = [
        `optimizer.generator=${wild}`,
        `optimizer.discriminator=${wild}`,
        "objective.loss=leastSquares",
        "evaluation.every=0",
      ].flatMap((setting) => ["--set", setting]);
      const diverged = await gan(
        "train",
        EXAMPLE,
        "--run-dir",
        "run",
        "--steps",
        "40",
        ...settings,
      );
      assert.equal(diverged.code, 1);
      assert.match(diverged.stderr, /training diverged.*gan resume RUN --set/);
      assert.equal((await gan("resume", "run")).code, 1, "as it is it diverges again");
      const adam = '{"type":"adam","learningRate":0.001}';
      const mended = await gan(
        "resume",
        "run",
        ...["--set", `optimizer.generator=${adam}`, "--set", `optimizer.discriminator=${adam}`],
      );
      assert.equal(mended.code, 0, mended.stderr);
      const dir = join(at.folder, "run");
      assert.equal(readRecord(dir).state, "finished");
      assert.deepEqual(
        (await readEvents(dir))
          .filter(isChange)
          .map(({ set, step }) => [set.map(({ path }) => path), step]),
        [[["optimizer.generator", "optimizer.discriminator"], 1]],
      );
      assert.equal(
        present(await latestCheckpoint(dir)).settings["optimizer.generator"]?.type,
        "adam",
      );
    });

    it("changes settings on top of earlier changes, and nothing where nothing differs", async () => {
      const dir = copyTo("run");
      const set = (...settings: string[]) =>
        gan(
          "resume",
          "run",
          "--steps",
          String(readRecord(dir).step + 5),
          ...settings.flatMap((one) => ["--set", one]),
        );
      assert.equal((await set("objective.loss=minimax", "training.discriminatorSteps=2")).code, 0);
      assert.equal((await set("objective.instanceNoise=0.1", "objective.loss=minimax")).code, 0);
      assert.equal((await set("objective.instanceNoise=null")).code, 0);
      assert.equal((await set("objective.loss=minimax")).code, 0);
      const { settings } = present(await latestCheckpoint(dir));
      assert.equal(settings.objective?.loss, "minimax");
      assert.equal(settings.objective.instanceNoise, undefined);
      assert.equal(settings["training.discriminatorSteps"], 2);
      const changes = (await readEvents(dir)).filter(isChange);
      assert.deepEqual(
        changes.map(({ set: [...settings], step }) => [step, settings.map(({ path }) => path)]),
        [
          [31, ["objective.loss", "training.discriminatorSteps"]],
          [36, ["objective.instanceNoise"]],
          [41, ["objective.instanceNoise"]],
        ],
      );
    });

    it("refuses what is fixed, and values that cannot be, before anything is begun", async () => {
      const dir = copyTo("run");
      const before = readFileSync(runFiles(dir).events, "utf8");
      for (const [setting, said] of [
        ["data.mean=3", /data\.mean is fixed once a run has begun.*start a new run/],
        ["training.steps=90", /training\.steps is fixed.*use --steps/],
        ["training.batchSize=9", /training\.batchSize is fixed/],
        ["optimizer.generator.learningRate=-1", /learningRate/],
        ["optimizer.generator.lerningRate=1", /unknown key "lerningRate"/],
        ["objective.loss=none", /loss is "none"/],
        ["training.discriminatorSteps=101", /discriminatorSteps must be at most 100/],
        ["nothing", /a path and a value are expected/],
      ] as const) {
        const { code, stderr } = await gan("resume", "run", "--steps", "60", "--set", setting);
        assert.equal(code, 2, `${setting}: ${stderr}`);
        assert.match(stderr, said);
      }
      assert.equal(readFileSync(runFiles(dir).events, "utf8"), before);
    });
  });

  describe("runs and compare", () => {
    it("list what cannot be read with the reason, and go on", async () => {
      for (const name of ["whole", "damaged", "pipe", "other"]) copyTo(join(".gan", "runs", name));
      const runsDir = join(at.folder, ".gan", "runs");
      writeFileSync(runFiles(join(runsDir, "damaged")).record, '{"format":1');
      rmSync(runFiles(join(runsDir, "pipe")).record);
      spawnSync("mkfifo", [runFiles(join(runsDir, "pipe")).record]);
      symlinkSync(at.ready, join(runsDir, "link"));
      symlinkSync(join(at.folder, "nowhere"), join(runsDir, "dangling"));
      mkdirSync(join(runsDir, "no-run"));
      writeFileSync(join(runsDir, "file"), "");
      const { code, stdout } = await gan("runs");
      assert.equal(code, 0);
      for (const name of ["whole", "other", "link"])
        assert.match(stdout, new RegExp(`^finished +30/30 .*${name}$`, "m"));
      assert.match(stdout, /^unreadable .*damaged: .*its content is damaged/m);
      assert.match(stdout, /^unreadable .*pipe: .*is a pipe or a device/m);
      assert.equal(stdout.trim().split("\n").length, 5, stdout);
      const lines = (await gan("runs", "--json")).stdout.trim().split("\n");
      assert.equal(lines.filter((line) => "unreadable" in (JSON.parse(line) as object)).length, 2);

      const dirs = ["whole", "damaged", "pipe", "link"].map((name) => join(".gan", "runs", name));
      const compared = await gan("compare", ...dirs, "--html", "compared.html");
      assert.equal(compared.code, 1, "not all that was asked for is told");
      assert.match(compared.stdout, /^A = .*whole.*\n^B = .*link/m);
      assert.match(compared.stderr, /damaged.*\n.*pipe or a device/);
      const page = readFileSync(join(at.folder, "compared.html"), "utf8");
      assert.match(
        page,
        /id="compare-content">\{"runs":\[\{[^]*"embedded":\{"\d+":"data:image\/png/,
      );
      assert.equal((await gan("compare", dirs[1]!, dirs[2]!)).code, 1);
    });
  });

  describe("an output that nobody takes", () => {
    /**
     * Runs a shell line in which $GAN is the command line; returns its output and the exit code of
     * the command itself.
     */
    const shell = (line: string) => {
      const { stdout, stderr } = spawnSync(
        "bash",
        ["-c", `GAN="${process.execPath} ${CLI}"; ${line}; echo "code \${PIPESTATUS[0]}"`],
        { cwd: at.folder, encoding: "utf8" },
      );
      return { stdout, stderr };
    };

    it("because its reader has left ends a command silently, as a closed pipe does", () => {
      for (const line of [
        "$GAN new list | true",
        "$GAN doctor | true",
        "$GAN new list | head -1",
      ]) {
        const { stdout, stderr } = shell(line);
        assert.match(stdout, /code (141|0)$/m, line);
        assert.equal(stderr, "", line);
      }
    });

    it("because its reader has left stops a training in good order", async () => {
      const { stdout, stderr } = shell(
        `$GAN train ${EXAMPLE} --run-dir run --steps 1000000 --json | head -3`,
      );
      assert.match(stdout, /code 141$/m);
      assert.equal(stderr, "");
      const { state, step } = readRecord(join(at.folder, "run"));
      assert.equal(state, "stopped");
      assert.equal(present(await latestCheckpoint(join(at.folder, "run"))).step, step);
    });

    it("because the disk is full ends a command with one line", function () {
      if (!existsSync("/dev/full")) this.skip();
      for (const command of ["new list", "doctor --json", `validate ${EXAMPLE}`]) {
        const { stdout, stderr } = shell(`$GAN ${command} > /dev/full`);
        assert.match(stdout, /code 1$/m, command);
        assert.match(
          stderr,
          /^error: standard output cannot be written: no space is left on the disk \(ENOSPC\)\n$/,
        );
      }
    });

    it("because the error output is closed does not end a command", async () => {
      const handle = openSync("/dev/null", "r");
      const child = spawn(
        process.execPath,
        [CLI, "train", EXAMPLE, "--run-dir", "run", "--steps", "20"],
        {
          cwd: at.folder,
          stdio: ["ignore", "ignore", handle],
        },
      );
      const code = await new Promise((resolve) => child.once("close", resolve));
      closeSync(handle);
      assert.equal(code, 0);
    });
  });
});
