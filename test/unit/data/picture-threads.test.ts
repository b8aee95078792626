import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { readPicture } from "../../../src/data/decode";
import { readPictures } from "../../../src/data/picture-threads";
import { fitInto } from "../../../src/data/resize";

describe("readPictures", () => {
  const dir = mkdtempSync(join(tmpdir(), "gan-threads-"));
  const size = [5, 4] as const;
  const each = 5 * 4 * 3;
  after(() => rmSync(dir, { recursive: true }));

  function put(name: string, width: number, height: number, seed: number): string {
    const data = Buffer.from(
      Uint8Array.from({ length: 4 * width * height }, (_, i) =>
        i % 4 === 3 ? 255 : (i * i + seed) % 251,
      ),
    );
    const file = join(dir, name);
    const png = new PNG({ width, height });
    png.data = data;
    const isPng = name.endsWith(".png");
    writeFileSync(file, isPng ? PNG.sync.write(png) : encodeJpeg({ width, height, data }, 90).data);
    return file;
  }

  it("reads as one thread would have: each in its place, broken ones named in order", async () => {
    const files = Array.from({ length: 60 }, (_, i) =>
      put(`${i}.${i % 3 === 0 ? "jpg" : "png"}`, 3 + (i % 7), 9 - (i % 5), i),
    );
    for (const i of [50, 7]) writeFileSync(files[i] ?? "", "no picture");
    const expected = new Uint8Array(files.length * each);
    for (const [i, file] of files.entries()) {
      if (i === 7 || i === 50) continue;
      fitInto(await readPicture(file), size, 3, expected.subarray(i * each, (i + 1) * each));
    }
    const values = new Uint8Array(files.length * each);
    const told: number[] = [];
    const broken = await readPictures(files, values, {
      size,
      channels: 3,
      onRead: (count) => told.push(count),
    });
    assert.deepEqual(values, expected);
    assert.deepEqual(broken, [
      { file: files[7], reason: "it is no picture" },
      { file: files[50], reason: "it is no picture" },
    ]);
    assert.equal(told.at(-1), files.length);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
  });

  it("leaves this thread free while a large picture is decoded", async () => {
    const file = put("large.jpg", 1600, 1200, 1);
    const events: string[] = [];
    const reading = readPictures([file], new Uint8Array(each), {
      size,
      channels: 3,
      onRead: () => events.push("read"),
    });
    const answering = (async () => {
      for (let i = 0; i < 50; i++) await stat(file);
      events.push("fifty questions answered");
    })();
    await Promise.all([reading, answering]);
    assert.deepEqual(events, ["fifty questions answered", "read"]);
  });

  it("ends at once where it is cancelled, with its threads", async () => {
    const files = Array.from({ length: 80 }, (_, i) => put(`c${i}.png`, 40, 40, i));
    const controller = new AbortController();
    const counts: number[] = [];
    const reading = readPictures(files, new Uint8Array(files.length * each), {
      size,
      channels: 3,
      signal: controller.signal,
      onRead(count) {
        counts.push(count);
        controller.abort();
      },
    });
    await assert.rejects(reading, { name: "GanError", code: "cancelled" });
    assert.ok((counts.at(-1) ?? 0) < files.length);
  });
});
