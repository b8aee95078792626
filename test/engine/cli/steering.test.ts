import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun, runFiles } from "../../../src/run";
import { isChange } from "../../../src/shared/protocol/changes";
import type { RunEvent } from "../../../src/shared/run/run";
import { changesOf } from "../../support/changes";
import { CLI } from "../../support/paths";
import { example, runGan } from "../../support/command-line";

describe("gan, with a run that trains or has stopped", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gan = (...args: string[]) => runGan(args, folder);

  /**
   * Changes a setting of each kind of the run in `run` by its path, and asks for what cannot be.
   */
  async function assertSets(): Promise<void> {
    const settings = [
      ["optimizer.discriminator.learningRate", 0.003],
      ["optimizer.generator", { type: "rmsprop", learningRate: 0.002, rho: 0.9, epsilon: 1e-7 }],
      ["objective.penalties", [{ type: "r1", weight: 2 }]],
      ["training.discriminatorSteps", 2],
      ["training.generatorSteps", 3],
    ] as const;
    const texts = settings.map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    const { code, stdout, stderr } = await gan("set", "run", ...texts, "--slots", "reset");
    assert.equal(code, 0, stderr);
    const { events } = await readRun(join(folder, "run"));
    const change = events.findLast(isChange);
    assert.match(
      stdout,
      new RegExp(`training.generatorSteps: from step ${change?.step.toLocaleString("en")}\\b`),
    );
    assert.deepEqual(
      change?.set.map(({ path, to }) => [path, to]),
      settings,
    );
    assert.deepEqual(change.carriedOver, { generator: [], discriminator: [] });
    for (const [setting, said] of [
      [
        "objective.packing=2",
        /packing is fixed once a run has begun; D's input would have another size/,
      ],
      ["training.batchSize=9", /training\.batchSize is fixed.*start a new run/],
      ["objective.loss=none", /loss is "none"/],
      ["optimizer.generator.learningRate=-1", /learningRate/],
      ["training.discriminatorSteps", /a path and a value are expected/],
    ] as const) {
      const refused = await gan("set", "run", setting);
      assert.equal(refused.code, 2, `${setting}: ${refused.stderr}`);
      assert.match(refused.stderr, said);
    }
    assert.equal((await readRun(join(folder, "run"))).events.findLast(isChange)?.time, change.time);
  }

  /** Branches a run of 30 steps, takes it back and brings it forward again. */
  async function assertBranches(): Promise<void> {
    const rate = "optimizer.generator.learningRate=0.003";
    const args = ["--set", rate, "--slots", "reset", "--run-dir", "branch", "--json"];
    const refused = await gan("branch", "run", "--at", "15", ...args);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /no checkpoint of step 15 .*; it has those of steps 30, 20, 10/);
    const { code, stderr } = await gan("branch", "run", "--at", "15", "--nearest", ...args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /no checkpoint of step 15: the nearest before it, of step 10, is taken/);
    const { columns, summary, events } = await readRun(join(folder, "branch"));
    assert.deepEqual([summary.record.state, summary.record.pending], ["finished", undefined]);
    assert.equal(columns.step.length, 30);
    assert.equal(columns.lrG[10], 0.003);
    assert.notEqual(columns.lrG[9], 0.003);
    assert.deepEqual(events.findLast(isChange)?.carriedOver, { generator: [] });
    const latest = await gan("branch", "run", "--at", "latest", "--steps", "40", "--no-train");
    assert.match(latest.stdout, /Branched from step 30 of run: /, latest.stderr);
    const back = await gan("rewind", "run", "--to", "10");
    assert.match(back.stdout, /is back at step 10[\s\S]*Steps 11 to 30 are kept/);
    assert.match((await gan("rewind", "run", "--undo")).stdout, /at step 30 again/);
  }

  it("steers a run from another terminal, and stops it in good order on Ctrl-C", async () => {
    const child = spawn(
      process.execPath,
      [CLI, "train", example("gaussian-1d"), "--run-dir", "run", "--steps", "1000000", "--json"],
      { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
    );
    const dir = join(folder, "run");
    const lines = createInterface({ input: child.stdout });
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", resolve);
    });
    try {
      for await (const line of lines) {
        const message = JSON.parse(line) as {
          type: string;
          step?: number;
          event?: RunEvent;
        };
        if (message.type === "metrics" && message.step === 5) {
          const { code, stderr } = await gan(
            "send",
            "run",
            "optimizer",
            "--network",
            "generator",
            "--optimizer",
            '{"type":"sgd","learningRate":0.01}',
          );
          assert.equal(code, 0, stderr);
        }
        const setting = message.event?.type === "changed" ? message.event.set[0] : undefined;
        if (setting?.path === "optimizer.generator") {
          assert.deepEqual(setting.to, { type: "sgd", learningRate: 0.01 });
          const { code, stderr } = await gan(
            "send",
            "run",
            "discriminator-steps",
            "--discriminator-steps",
            "3",
          );
          assert.equal(code, 0, stderr);
        }
        if (setting?.path === "training.discriminatorSteps") {
          assert.equal(setting.to, 3);
          const sent = ["send", "run", "objective", "--set", "loss=minimax", "instanceNoise=0.1"];
          const { code, stderr } = await gan(...sent);
          assert.equal(code, 0, stderr);
        }
        if (setting?.path === "objective.loss") {
          const { events } = await readRun(dir);
          assert.equal(changesOf(events, "objective.loss").at(-1)?.[2], "minimax");
          assert.equal(changesOf(events, "objective.instanceNoise").at(-1)?.[2], 0.1);
          await assertSets();
          child.kill("SIGINT");
        }
      }
    } finally {
      child.kill("SIGKILL");
    }
    assert.equal(await ended, 0);
    const { summary } = await readRun(dir);
    assert.equal(summary.record.state, "stopped");
    assert.match(
      (await gan("send", "run", "pause")).stderr,
      /is not being trained.*gan resume run/,
    );
    assert.ok(existsSync(runFiles(dir).curves));
    assert.equal((await gan("delete", "run")).code, 0);
    assert.ok(!existsSync(dir));
  });

  it("goes on from an earlier checkpoint, and says which there are", async () => {
    const args = ["--run-dir", "run", "--steps", "30", "--set", "checkpoint.every=10"];
    assert.equal((await gan("train", example("gaussian-1d"), ...args)).code, 0);
    const refused = await gan("resume", "run", "--from", "15");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /no checkpoint of step 15 .*; it has those of steps 30, 20, 10/);
    const { summary } = await readRun(join(folder, "run"));
    assert.equal(summary.record.state, "finished", "nothing was changed");
    await assertBranches();
    const { code, stdout } = await gan("resume", "run", "--from", "20");
    assert.equal(code, 0);
    assert.match(stdout, /Resumed after step 20[\s\S]*finished at step 30 of 30/);
  });

  it("says what to do after a divergence, and waits for it", async () => {
    const rate = "optimizer.generator.learningRate=1e30";
    const args = ["--run-dir", "run", "--set", rate, "--set", "checkpoint.every=1"];
    const diverged = await gan("train", example("gaussian-1d"), ...args);
    assert.equal(diverged.code, 1);
    assert.match(diverged.stderr, /training diverged: the (generator|discriminator)'s/);
    assert.match(diverged.stdout, /gan resume run --paused/);

    const dir = join(folder, "run");
    const child = spawn(process.execPath, [CLI, "resume", "run", "--paused"], { cwd: folder });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        if (/gan send run resume/.test(line)) break;
      }
      assert.equal((await readRun(dir)).summary.record.state, "paused");
      assert.equal((await gan("send", "run", "stop")).code, 0);
      assert.equal(await ended, 0);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
