import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprintOf } from "../../../src/data/fingerprint";
import { openSource } from "../../../src/data/source";
import { recordedScales, summaryOf } from "../../../src/data/summary";
import { dataSchema } from "../../../src/experiment/schema";
import { describeDataChange, type Fingerprint } from "../../../src/shared/run/data-record";
import type { GanError } from "../../../src/shared/errors";

describe("the fingerprint of a person's data", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-fingerprint-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const here = (...parts: string[]) => join(folder, ...parts);
  const of = async (data: object): Promise<Fingerprint> => {
    const found = await fingerprintOf(dataSchema.parse(data));
    assert.ok(found);
    return found;
  };
  const csv = (file: string) =>
    of({ source: "csv", file, columns: [{ type: "numeric", name: "x" }] });

  it("is that of every byte, and not of place, name or time", async () => {
    await writeFile(here("a.csv"), "x\n1\n2\n");
    const first = await csv(here("a.csv"));
    assert.deepEqual([first.files, first.bytes], [1, 6]);
    await rename(here("a.csv"), here("b.csv"));
    await utimes(here("b.csv"), new Date(0), new Date(0));
    assert.deepEqual(await csv(here("b.csv")), first);
    // A byte behind the first piece that is read.
    const long = Buffer.alloc(3_000_000, "1\n");
    await writeFile(here("b.csv"), long);
    const whole = await csv(here("b.csv"));
    long.write("2", 2_999_998);
    await writeFile(here("b.csv"), long);
    const other = await csv(here("b.csv"));
    assert.equal(other.bytes, whole.bytes);
    assert.notEqual(other.sha256, whole.sha256);
  });

  it("of a folder covers names and contents of its pictures alone", async () => {
    const add = async (name: string, content: string) => {
      await mkdir(here("pets", name, ".."), { recursive: true });
      await writeFile(here("pets", name), content);
    };
    await add("cat/1.png", "one");
    await add("dog/1.png", "two");
    const data = { source: "folder", path: here("pets"), size: [4, 4] };
    const first = await of(data);
    assert.deepEqual([first.files, first.bytes], [2, 6]);
    await add("notes.txt", "no picture");
    assert.deepEqual(await of(data), first);
    await cp(here("pets"), here("copy"), { recursive: true });
    assert.deepEqual(await of({ ...data, path: here("copy") }), first);
    await rename(here("copy", "cat", "1.png"), here("copy", "cat", "2.png"));
    assert.notEqual((await of({ ...data, path: here("copy") })).sha256, first.sha256);
    // What moves from one file to the next is a change although the bytes in a row are the same.
    await add("cat/1.png", "onet");
    await add("dog/1.png", "wo");
    const moved = await of(data);
    assert.equal(moved.bytes, first.bytes);
    assert.notEqual(moved.sha256, first.sha256);
    await mkdir(here("pets", "bird"));
    await add("bird/1.png", "three");
    const classes = { ...data, classes: ["cat", "dog"] };
    assert.deepEqual((await of(classes)).files, 2, "pictures of other folders are no part of it");
  });

  it("is nothing for data that is drawn or fetched", async () => {
    assert.equal(await fingerprintOf(dataSchema.parse({ source: "ring" })), undefined);
    assert.equal(await fingerprintOf(dataSchema.parse({ source: "mnist" })), undefined);
  });

  it("of a file that is gone is refused, and can be cancelled", async () => {
    await assert.rejects(csv(here("gone.csv")), { code: "bad-data" });
    await writeFile(here("a.csv"), "x\n1\n");
    const stop = new AbortController();
    stop.abort();
    const columns = [{ type: "numeric", name: "x" }];
    const data = dataSchema.parse({ source: "csv", file: here("a.csv"), columns });
    await assert.rejects(
      fingerprintOf(data, { signal: stop.signal }),
      (thrown: GanError) => thrown.code === "cancelled",
    );
  });

  it("comes with moments and scales that JSON keeps to the last bit", async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `${1.7e9 + i / 3},${Math.sin(i)}`);
    await writeFile(here("a.csv"), `t,x\n${rows.join("\n")}\n`);
    const columns = [
      { type: "numeric", name: "t" },
      { type: "numeric", name: "x" },
    ];
    const data = dataSchema.parse({ source: "csv", file: here("a.csv"), columns });
    const source = await openSource(data, "");
    assert.ok(source.kind === "examples");
    const summary = await summaryOf(source.dataset);
    const kept = JSON.parse(JSON.stringify(summary)) as typeof summary;
    assert.deepEqual(recordedScales(kept), source.dataset.table?.scales);
    const again = await openSource(data, "", { scales: recordedScales(kept) ?? [] });
    assert.ok(again.kind === "examples");
    assert.deepEqual(again.dataset.values, source.dataset.values);
  });

  it("of two contents says in what they differ", () => {
    const hash = (digit: string) => ({ sha256: digit.repeat(64), files: 1, bytes: 10 });
    const column = (name: string, mean: number, stddev: number) =>
      ({ type: "numeric", name, mean, stddev, decimals: 0 }) as const;
    const before = { ...hash("a"), examples: 60, shape: [1], columns: [column("x", 2, 1)] };
    assert.equal(
      describeDataChange(before, {
        ...before,
        ...hash("b"),
        examples: 1234,
        columns: [column("x", 2000, 1)],
      }),
      '60 examples, now 1,234; column "x": mean 2, now 2000; SHA-256 aaaaaaaaaaaa, now ' +
        "bbbbbbbbbbbb",
    );
    const pictures = { ...hash("a"), examples: 3, shape: [4], mean: 0.5, classCounts: [1, 2] };
    assert.equal(
      describeDataChange(pictures, { ...pictures, bytes: 12, mean: 0.25, classCounts: [2, 1] }),
      "mean 0.5, now 0.25; 1, 2 examples of the classes, now 2, 1; 10 bytes, now 12; " +
        "SHA-256 aaaaaaaaaaaa, now aaaaaaaaaaaa",
    );
  });
});
