import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { Heart, type Heartbeat, Watch } from "../../../../src/search/store/heartbeat";

const SILENCE_MS = 60_000;
const HOUR_S = 3_600;

describe("the heartbeat of a worker", () => {
  let dir: string;
  let now: number;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-heartbeat-"));
    now = 0;
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const watch = () => new Watch(dir, SILENCE_MS, () => now);
  const fileOf = (worker: string) => join(dir, "workers", `${worker}.json`);
  /** Looks every five seconds for a while. @returns whether the worker is dead at the end */
  const looked = (
    watcher: Watch,
    worker: string,
    seconds: number,
    each: () => void = () => undefined,
  ) => {
    let dead = watcher.isDead(worker);
    for (let second = 5; second <= seconds; second += 5) {
      now += 5_000;
      each();
      dead = watcher.isDead(worker);
    }
    return dead;
  };
  /** What a worker on another machine would write. */
  const writeForeign = (worker: string, beat: number, change: Partial<Heartbeat> = {}) => {
    mkdirSync(join(dir, "workers"), { recursive: true });
    const heartbeat = { beat, t: 0, machine: "node7", place: "elsewhere", pid: 1, ...change };
    writeFileSync(fileOf(worker), JSON.stringify(heartbeat));
  };

  it("keeps it alive while it moves, and 60 s after it has stopped the worker is dead", () => {
    const watcher = watch();
    let beat = 0;
    const beating = () => {
      writeForeign("one", ++beat);
    };
    beating();
    assert.ok(!looked(watcher, "one", 600, beating));
    assert.ok(!looked(watcher, "one", 55));
    assert.ok(looked(watcher, "one", 10));
    beating();
    assert.ok(!watcher.isDead("one"), "one that only stood still lives again");
  });

  it("is judged without any clock that can be set", () => {
    for (const hours of [-7, 7]) {
      const watcher = watch();
      const worker = `off by ${hours} hours`;
      const misdate = () => {
        const seconds = Date.now() / 1000 + hours * HOUR_S;
        utimesSync(fileOf(worker), seconds, seconds);
      };
      let beat = 0;
      const beating = () => {
        writeForeign(worker, ++beat);
        misdate();
      };
      beating();
      assert.ok(!looked(watcher, worker, 300, beating), "it lives");
      assert.ok(looked(watcher, worker, 65), "it is dead");
    }
    new Heart(dir, "mine").beat(12);
    const { beat, t, pid, ...names } = JSON.parse(
      readFileSync(fileOf("mine"), "utf8"),
    ) as Heartbeat;
    assert.deepEqual([beat, t, pid], [1, 12, process.pid]);
    assert.deepEqual(Object.keys(names), ["machine", "place"], "nothing else is in it");
  });

  it("is not missed by a process that itself stood still", () => {
    const watcher = watch();
    writeForeign("one", 1);
    assert.ok(!watcher.isDead("one"));
    now += 10 * SILENCE_MS;
    assert.ok(!watcher.isDead("one"), "both may have been stopped");
  });

  it("ends with a word, and with the process where that was on this machine", () => {
    const heart = new Heart(dir, "here");
    heart.beat(1);
    assert.ok(!watch().isDead("here"));
    heart.beat(2, true);
    assert.ok(watch().isDead("here"), "it has left");
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const { place } = JSON.parse(readFileSync(fileOf("here"), "utf8")) as Heartbeat;
    if (place !== "") {
      writeForeign("killed", 1, { place, pid });
      assert.ok(watch().isDead("killed"));
    }
    writeForeign("elsewhere", 1, { pid });
    assert.ok(!watch().isDead("elsewhere"), "process numbers of another machine mean nothing here");
  });

  it("may be missing or damaged: then the worker gets as much time", () => {
    const watcher = watch();
    assert.ok(!looked(watcher, "nowhere", 55));
    assert.ok(looked(watcher, "nowhere", 10));
    mkdirSync(join(dir, "workers"));
    writeFileSync(fileOf("torn"), '{"beat": 1');
    assert.ok(!looked(watcher, "torn", 55));
  });
});
