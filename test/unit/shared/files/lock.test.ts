import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { holderOf, tryLock } from "../../../../src/shared/files/lock";
import { withLock } from "../../../../src/shared/files/with-lock";
import { REPOSITORY } from "../../../support/paths";
import { at, first, present } from "../../../support/values";

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
      for (let i = 0; i < 20; i++) await nextTurn();
      happened.push(`${name} ends`);
    };
    await Promise.all([withLock(path, undefined, work("a")), withLock(path, undefined, work("b"))]);
    assert.deepEqual(
      happened.map((what) => what.slice(2)),
      ["starts", "ends", "starts", "ends"],
    );
    assert.equal(first(happened)[0], at(happened, 1)[0]);
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

const LOCK = join(REPOSITORY, "src", "shared", "files", "lock.ts");

/** Runs a program with `tryLock` and `file` in scope, in a process of its own. */
const locker = (file: string, program: string) =>
  spawn(
    process.execPath,
    [
      "--import=tsx",
      "-e",
      `const { tryLock } = require(${JSON.stringify(LOCK)}); const file = ` +
        `${JSON.stringify(file)}; ${program}`,
    ],
    { stdio: ["pipe", "pipe", "inherit"], cwd: REPOSITORY },
  );

/** Takes the lock, says so, and holds it until the process ends. */
const HOLD = `setInterval(() => undefined, 1000);
  tryLock(file, () => console.log("lost")).then((attempt) => console.log("lock" in attempt ? "held" : "busy"));`;

describe("a lock", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-lock-"));
    file = join(folder, "trainer.lock");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The lock as it is, with another heartbeat, or whatever else it says. */
  const rewrite = (change: object) =>
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
  const taken = async () => {
    const attempt = await tryLock(file);
    if ("lock" in attempt) attempt.lock.release();
    return "lock" in attempt;
  };

  it("is free as soon as the process that held it was killed", async () => {
    const holder = locker(file, HOLD);
    await once(holder.stdout, "data");
    assert.equal(holderOf(file)?.pid, holder.pid);
    assert.equal(await taken(), false);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    assert.equal(holderOf(file), undefined);
    assert.equal(await taken(), true);
  });

  it("of a process that stands still is taken over; that process takes nothing back", async () => {
    const holder = locker(file, HOLD);
    const lines = createInterface({ input: holder.stdout });
    try {
      await once(lines, "line");
      holder.kill("SIGSTOP");
      const before = JSON.parse(readFileSync(file, "utf8")) as { heartbeat: string };
      rewrite({ heartbeat: String(Number(before.heartbeat) - 21_000).padStart(16, "0") });
      const attempt = await tryLock(file);
      assert.ok("lock" in attempt);
      const own = readFileSync(file, "utf8");
      holder.kill("SIGCONT");
      assert.deepEqual(await once(lines, "line"), ["lost"]);
      assert.ok(attempt.lock.isOwn());
      assert.equal(JSON.parse(own).token, JSON.parse(readFileSync(file, "utf8")).token);
      attempt.lock.release();
      assert.equal(holderOf(file), undefined);
    } finally {
      holder.kill("SIGKILL");
    }
  });

  it("does not depend on the clock on the wall", async () => {
    const attempt = await tryLock(file);
    assert.ok("lock" in attempt);
    for (const hours of [-1, 1, -10_000]) {
      const time = new Date(Date.now() + hours * 3_600_000);
      utimesSync(file, time, time);
      assert.equal(holderOf(file)?.pid, process.pid, `${hours} h`);
    }
    const now = Date.now;
    try {
      for (const hours of [-1, 1]) {
        Date.now = () => now() + hours * 3_600_000;
        assert.equal(holderOf(file)?.pid, process.pid, `${hours} h`);
      }
    } finally {
      Date.now = now;
    }
    attempt.lock.release();
  });

  it("of a killed process whose number this process has now is free", async () => {
    const attempt = await tryLock(file);
    assert.ok("lock" in attempt);
    const text = readFileSync(file, "utf8");
    attempt.lock.release();
    writeFileSync(file, text);
    assert.equal(await taken(), true);
  });

  it("of another machine is judged by the file system's clock, and not by this machine's", () => {
    const held = { pid: 1, machine: "elsewhere pid:[1]", token: "other", heartbeat: "1" };
    writeFileSync(file, JSON.stringify(held));
    const now = Date.now;
    try {
      for (const hours of [5, -5]) {
        Date.now = () => now() + hours * 3_600_000;
        utimesSync(file, now() / 1000, now() / 1000);
        assert.equal(holderOf(file)?.description, "process 1 on elsewhere", `${hours} h`);
        utimesSync(file, now() / 1000 - 60, now() / 1000 - 60);
        assert.equal(holderOf(file), undefined, `${hours} h`);
      }
    } finally {
      Date.now = now;
    }
  });

  it("of another machine is held until it is untouched for long", async () => {
    const attempt = await tryLock(file);
    assert.ok("lock" in attempt);
    const text = readFileSync(file, "utf8");
    attempt.lock.release();
    writeFileSync(file, text);
    const gone = Number(spawnSync(process.execPath, ["-p", "process.pid"]).stdout.toString());
    rewrite({ machine: "elsewhere pid:[1]", token: "other", pid: gone, heartbeat: "1" });
    assert.equal(holderOf(file)?.description, `process ${gone} on elsewhere`);
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(file, minuteAgo, minuteAgo);
    assert.equal(await taken(), true);
  });

  it("of an earlier version counts while it is touched and its process lives", async () => {
    writeFileSync(file, String(process.ppid));
    assert.equal(holderOf(file)?.pid, process.ppid);
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(file, minuteAgo, minuteAgo);
    assert.equal(await taken(), true);
  });

  it("that is a folder is respected, and taken over when it is empty and old", async () => {
    mkdirSync(file);
    assert.match(present(holderOf(file)).description, /no file/);
    assert.equal(await taken(), false);
    const minuteAgo = new Date(Date.now() - 60_000);
    utimesSync(file, minuteAgo, minuteAgo);
    assert.equal(await taken(), true);
    mkdirSync(file);
    writeFileSync(join(file, "kept"), "");
    utimesSync(file, minuteAgo, minuteAgo);
    await assert.rejects(tryLock(file));
    assert.equal(readFileSync(join(file, "kept"), "utf8"), "");
  });

  it("that is damaged is not held for ever", async () => {
    for (const text of ["", "null", "{}", "\0\0\0", '{"pid":"1"}']) {
      writeFileSync(file, text);
      const minuteAgo = new Date(Date.now() - 60_000);
      utimesSync(file, minuteAgo, minuteAgo);
      assert.equal(await taken(), true, JSON.stringify(text));
    }
  });

  it("goes to exactly one of several processes that find it free at once", async () => {
    for (const stale of [false, true]) {
      if (stale) writeFileSync(file, "2147483647");
      const racers = Array.from({ length: 5 }, () =>
        locker(file, `process.stdin.once("data", () => { ${HOLD} }); console.log("ready");`),
      );
      try {
        await Promise.all(racers.map((racer) => once(racer.stdout, "data")));
        const said = racers.map(async (racer) => {
          const [line] = (await once(racer.stdout, "data")) as [Buffer];
          return line.toString().trim();
        });
        for (const racer of racers) racer.stdin.write("go\n");
        assert.deepEqual((await Promise.all(said)).sort(), [
          "busy",
          "busy",
          "busy",
          "busy",
          "held",
        ]);
      } finally {
        for (const racer of racers) racer.kill("SIGKILL");
      }
      await rm(file, { force: true });
    }
  });
});
