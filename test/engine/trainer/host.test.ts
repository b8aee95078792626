import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { appendLines, latestCheckpoint, ownerOf, readRecord, runFiles } from "../../../src/run";
import { cacheDirs } from "../../../src/shared/files/cache";
import { SpareTrainer } from "../../../src/trainer-client/spare";
import { newRun, reached, template, watch } from "../../support/trainer";
import { isAlive } from "../../support/trainer-left";
import { REPOSITORY, TRAINER } from "../../support/paths";
import { present } from "../../support/values";
import { ENDLESS } from "../../support/command-line";
import { until } from "../../support/until";

describe("a trainer and its host", () => {
  it("leaves within 5 s of losing its host, after a checkpoint", async () => {
    const dir = await newRun(ENDLESS);
    const host = await hostOf(dir);
    const owner = present(ownerOf(dir));
    host.kill("SIGKILL");
    await until("the owner has gone", () => !isAlive(owner));
    const record = readRecord(dir);
    assert.equal(record.state, "interrupted");
    assert.equal(present(await latestCheckpoint(dir)).step, record.step);
    assert.ok(record.step > 20);
  });

  it("goes on without its host where that was asked for, and obeys its inbox", async () => {
    const dir = await newRun(ENDLESS);
    const host = await hostOf(dir, "trainer.outliveHost(true);");
    const owner = present(ownerOf(dir));
    host.kill("SIGKILL");
    await once(host, "exit");
    const { step } = readRecord(dir);
    await until("50 steps more", () => readRecord(dir).step > step + 50);
    assert.equal(ownerOf(dir), owner);
    appendLines(runFiles(dir).inbox, [{ type: "pause" }]);
    await until("it is paused", () => readRecord(dir).state === "paused");
    appendLines(runFiles(dir).inbox, [{ type: "stop" }]);
    await until("the owner has gone", () => !isAlive(owner));
    assert.equal(readRecord(dir).state, "stopped");
  });

  it("may have been started ahead, and is started anew where it is gone by then", async () => {
    const dir = await newRun(template("gaussian-1d", ({ training }) => (training.steps = 2)));
    const spare = new SpareTrainer({ trainerFile: TRAINER, cacheDirs: cacheDirs() });
    const ahead = watch(dir, { spare });
    assert.equal(spare.take(), undefined);
    spare.end();
    assert.equal((await ahead.done).record.state, "finished");
    const gone = new SpareTrainer({ trainerFile: "/nowhere.js", cacheDirs: cacheDirs() });
    gone.end();
    const anew = watch(dir, { steps: 4, spare: gone });
    assert.equal((await anew.done).record.step, 4);
  });

  it("lets no second trainer at the same run", async () => {
    const dir = await newRun(ENDLESS);
    const first = watch(dir);
    await first.until(reached(1), "step 1");
    const second = await watch(dir).done;
    assert.equal(second.code, 1);
    assert.match(second.stderrTail, /is training this run already/);
    await first.command({ type: "stop" });
    assert.equal((await first.done).record.state, "stopped");
  });
});

/**
 * A host process of its own, so that it can be killed outright. Resolves when its trainer has made
 * some steps.
 *
 * @param begin what the host does with its `trainer`
 */
async function hostOf(dir: string, begin = ""): Promise<ChildProcess> {
  const path = (...parts: string[]) => JSON.stringify(join(REPOSITORY, ...parts));
  const program = `
    const { startTrainer } = require(${path("src", "trainer-client", "client.ts")});
    const { cacheDirs } = require(${path("src", "shared", "files", "cache.ts")});
    const trainer = startTrainer({
      trainerFile: ${path("dist", "trainer.js")},
      runDir: ${JSON.stringify(dir)},
      cacheDirs: cacheDirs(),
      onMessage(message) {
        if (message.type === "metrics" && message.columns.step.at(-1) > 20) console.log(trainer.pid);
      },
    });
    ${begin}`;
  const host = spawn(process.execPath, ["--import=tsx", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: REPOSITORY,
  });
  await once(host.stdout, "data");
  return host;
}
