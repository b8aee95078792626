import assert from "node:assert/strict";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../src/fetch/lock";

describe("withLock", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-lock-"));
    path = join(folder, "deep", "thing");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("lets one after the other work", async () => {
    const happened: string[] = [];
    const work = (name: string) => async () => {
      happened.push(`${name} starts`);
      for (let i = 0; i < 20; i++) await turn();
      happened.push(`${name} ends`);
    };
    await Promise.all([withLock(path, undefined, work("a")), withLock(path, undefined, work("b"))]);
    assert.deepEqual(
      happened.map((what) => what.slice(2)),
      ["starts", "ends", "starts", "ends"],
    );
    assert.equal(happened[0]![0], happened[1]![0]);
  });

  it("says once that it waits, and only then", async () => {
    let waits = 0;
    const onWait = () => void waits++;
    await withLock(path, undefined, () => Promise.resolve(), onWait);
    assert.equal(waits, 0);
    let second: Promise<void> | undefined;
    await withLock(path, undefined, async () => {
      second = withLock(path, undefined, () => Promise.resolve(), onWait);
      await sleep(500);
    });
    await second;
    assert.equal(waits, 1);
  });

  it("gives back what the work gives, and is free after a failure", async () => {
    await assert.rejects(
      withLock(path, undefined, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(await withLock(path, undefined, () => Promise.resolve(7)), 7);
    await assert.rejects(access(`${path}.lock`));
  });

  it("can be cancelled while it waits", async () => {
    const cancel = new AbortController();
    await withLock(path, undefined, async () => {
      const second = withLock(path, cancel.signal, () => Promise.reject(new Error("worked")));
      cancel.abort();
      await assert.rejects(second, { name: "GanError", code: "cancelled" });
    });
  });

  it("tells the work when the lock is lost", async () => {
    const work = (signal: AbortSignal) =>
      rm(`${path}.lock`, { recursive: true }).then(
        () =>
          new Promise<never>((_, fail) => {
            signal.addEventListener("abort", () => fail(new Error("stopped")));
          }),
      );
    const alive = setInterval(() => undefined, 1000);
    await assert
      .rejects(withLock(path, undefined, work), { name: "GanError", code: "busy" })
      .finally(() => clearInterval(alive));
  });
});
