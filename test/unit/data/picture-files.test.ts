import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { decodePicture } from "../../../src/data/decode";
import { describeData } from "../../../src/data/describe";
import { picturesIn } from "../../../src/data/pictures-in";
import { readPictureHead } from "../../../src/data/picture-head";
import { openSource } from "../../../src/data/source";
import { type DataConfig, dataSchema } from "../../../src/experiment/schema";
import { formatError, type GanError } from "../../../src/shared/errors";
import { fixture } from "../../support/paths";
import { at, entry, first } from "../../support/values";

interface Stored {
  bytes: string;
  shape: [number, number];
  pixels: string;
}
const { kinds, turned } = fixture<Record<"kinds" | "turned", Record<string, Stored>>>("pictures");
const bytesOf = (text: string): Buffer => Buffer.from(text, "base64");
const windows = process.platform === "win32";

/** The largest difference of a colour from what Pillow reads, where its opacity is not zero. */
async function difference({ bytes, shape, pixels }: Stored): Promise<number> {
  const { width, height, data } = await decodePicture(bytesOf(bytes));
  assert.deepEqual([height, width], shape);
  const expected = bytesOf(pixels);
  assert.equal(data.length, expected.length);
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - at(expected, i))), 0);
}

/** A picture of one colour. */
function plain(value: number, side = 4): Buffer {
  const png = new PNG({ width: side, height: side });
  png.data.fill(value);
  for (let i = 3; i < png.data.length; i += 4) png.data[i] = 255;
  return PNG.sync.write(png);
}

describe("decodePicture", () => {
  for (const [name, stored] of Object.entries(kinds)) {
    it(`reads ${name} as Pillow does`, async () => {
      // Versions of libwebp enlarge colour differently; Pillow rounds five bits down where others
      // round.
      const tolerance = { "lossy.webp": 3, "565.bmp": 1 }[name] ?? 0;
      assert.ok((await difference(stored)) <= tolerance);
    });
  }

  for (const [name, stored] of Object.entries(turned)) {
    it(`turns a ${name} of EXIF upright as Pillow does`, async () => {
      assert.ok((await difference(stored)) <= (name.startsWith("JPEG") ? 2 : 0));
    });
  }

  it("reads a picture whose EXIF block is damaged as it is stored", async () => {
    const bytes = bytesOf(entry(turned, "JPEG 6").bytes);
    const exif = bytes.indexOf("Exif\0\0");
    bytes.fill(0xff, exif + 10, exif + 20);
    const { width, height } = await decodePicture(bytes);
    assert.deepEqual([width, height], [24, 16]);
  });

  it("says what a file is that it cannot read", async () => {
    const words = (start: string) => decodePicture(Buffer.from(start, "latin1"));
    await assert.rejects(words("II*\0........"), /^Error: it is a TIFF$/);
    await assert.rejects(words("\0\0\0\x18ftypheic...."), /it is a HEIC/);
    await assert.rejects(words("<!DOCTYPE html><html>"), /it is a web page or an SVG/);
    await assert.rejects(words("version https://git-lfs"), /it is the pointer of Git LFS/);
    await assert.rejects(words("\0\x05\x16\x07\0\x02"), /macOS' side file/);
    await assert.rejects(words("\xff\xd8\xff"), /it is a damaged or cut short JPEG/);
    const moving = bytesOf(entry(kinds, "lossless.webp").bytes);
    const extended = Buffer.concat([moving.subarray(0, 12), Buffer.from("VP8X\n\0\0\0\x02")]);
    await assert.rejects(decodePicture(extended), /it is an animated WebP; only still ones/);
  });

  it("reads a PNG with something behind it, and refuses a GIF that has too little", async () => {
    const png = bytesOf(entry(turned, "PNG 1").bytes);
    const { width } = await decodePicture(
      Buffer.concat([png, Buffer.from("<!-- left behind -->")]),
    );
    assert.equal(width, 7);
    const gif = bytesOf(entry(kinds, "still.gif").bytes);
    // The end of the picture's data, moved before its last bytes.
    const short = Buffer.concat([gif.subarray(0, -12), Buffer.from([0, 0x3b])]);
    const block = short.lastIndexOf(gif.subarray(-22, -12));
    assert.ok(block > 0);
    await assert.rejects(decodePicture(short), /it is a damaged or cut short GIF/);
  });

  it("says of a picture cut short anywhere that it is damaged, in no library's words", async () => {
    for (const [name, { bytes }] of Object.entries({ ...kinds, png: entry(turned, "PNG 1") })) {
      const whole = bytesOf(bytes);
      for (let length = 12; length < whole.length - 30; length += 5) {
        await decodePicture(whole.subarray(0, length)).catch((thrown: Error) =>
          assert.match(thrown.message, /^it is (a|an) (damaged or )?cut short /, name),
        );
      }
    }
  });
});

describe("a picture that claims more than its file can hold", () => {
  const chunk = (name: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(name, 4, "latin1");
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(data, crc32(head.subarray(4))));
    return Buffer.concat([head, data, sum]);
  };
  const pngOf = (width: number, height: number, interlaced: boolean, rows: Buffer): Buffer => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
    const start = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
    return Buffer.concat([
      start,
      chunk("IHDR", header),
      chunk("IDAT", rows),
      chunk("IEND", Buffer.alloc(0)),
    ]);
  };

  it("is refused by its head, before a pixel is decoded", async () => {
    const claim = pngOf(60_000, 60_000, false, Buffer.alloc(10));
    await assert.rejects(
      decodePicture(claim),
      /it claims 60000 x 60000 pixels, which would take 47 GB/,
    );
    const jpeg = bytesOf(entry(turned, "JPEG 1").bytes);
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(65_000, frame + 5);
    jpeg.writeUInt16BE(65_000, frame + 7);
    await assert.rejects(decodePicture(jpeg), /it claims 65000 x 65000 pixels/);
    const webp = bytesOf(entry(kinds, "lossless.webp").bytes);
    webp.writeUInt32LE(0x3fff | (0x3fff << 14), webp.indexOf("VP8L") + 9);
    await assert.rejects(decodePicture(webp), /it claims 16384 x 16384 pixels/);
    const gif = bytesOf(entry(kinds, "still.gif").bytes);
    gif.writeUInt32LE(0xffff_ffff, 6);
    await assert.rejects(decodePicture(gif), /it claims 65535 x 65535 pixels/);
    const bmp = bytesOf(entry(kinds, "24 bits.bmp").bytes);
    bmp.writeInt32LE(2 ** 31 - 1, 18);
    await assert.rejects(decodePicture(bmp), /it claims 2147483647 x 5 pixels/);
  });

  it("is unfolded no further than its size, interlaced as well", async () => {
    const rows = deflateSync(Buffer.alloc(50_000_000));
    // pngjs alone unfolds all of an interlaced one, and is content.
    await assert.rejects(decodePicture(pngOf(4, 4, true, rows)), /damaged or cut short PNG/);
    await assert.rejects(decodePicture(pngOf(4, 4, false, rows)), /damaged or cut short PNG/);
  });

  it("is bounded by the size of its file: a photograph is read, whatever it has of pixels", () => {
    const photo = pngOf(8000, 6000, false, Buffer.alloc(10));
    const { memory } = readPictureHead(photo);
    assert.ok(memory < 350e6 + 200 * 2_000_000);
  });
});

describe("pictures in a folder", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-found-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const config = (settings = {}): DataConfig =>
    dataSchema.parse({ source: "folder", path: dir, size: [4, 4], ...settings });
  const put = async (...names: string[]) => {
    for (const name of names) {
      await mkdir(join(dir, name, ".."), { recursive: true });
      await writeFile(join(dir, name), plain(1));
    }
  };
  const found = async () => {
    const { pictures, ...rest } = await picturesIn(dir);
    return { names: pictures.map((path) => path.slice(dir.length + 1)), ...rest };
  };

  it("are without hidden files and folders, which are counted", async () => {
    await put("a.png", "b/c.png", "._a.png", ".DS_Store", "b/Thumbs.db", "b/desktop.ini");
    await put(".ipynb_checkpoints/a.png", "__MACOSX/b/._c.png");
    assert.deepEqual(await found(), {
      names: ["a.png", "b/c.png"],
      passedOver: [
        "4 hidden files (such as .DS_Store) passed over",
        "2 hidden folders (such as .ipynb_checkpoints) passed over",
      ],
      leftOut: [],
    });
  });

  it("are told apart from those of other formats, with how to convert these", async () => {
    await put(...["a.png", "b.webp", "c.BMP", "d.gif", "e.jfif"]);
    await put(...["f.tif", "g.tif", "h.HEIC", "notes.txt"]);
    const { names, leftOut } = await found();
    assert.deepEqual(names, ["a.png", "b.webp", "c.BMP", "d.gif", "e.jfif"]);
    assert.equal(leftOut.length, 1);
    assert.match(
      first(leftOut),
      new RegExp(
        String.raw`^3 pictures of other formats \(1 \.heic, 2 \.tif\) left out: PNG, ` +
          String.raw`JPEG, WebP, BMP and GIF can be read; convert them, .*mogrify -format ` +
          String.raw`png \*\.heic$`,
      ),
    );
    const { remarks } = await describeData(dir);
    assert.ok(remarks.includes(first(leftOut)));
  });

  it("say what is there instead, where there are none", async () => {
    await put(".a.png", "b.tiff");
    await assert.rejects(
      found(),
      /has no pictures \(1 hidden file \(\.a\.png\) passed over; 1 picture of other formats \(1 \.tiff\) left out/,
    );
  });

  it("are each found once, whatever links lead to them", async function () {
    if (windows) this.skip();
    await put("z/1.png", "z/2.png", "3.png");
    await symlink(".", join(dir, "loop"));
    await symlink("..", join(dir, "z", "up"));
    await symlink("z", join(dir, "a"));
    await symlink("z/1.png", join(dir, "0.png"));
    const elsewhere = await mkdtemp(join(tmpdir(), "gan-elsewhere-"));
    await writeFile(join(elsewhere, "x.png"), plain(2));
    await symlink(elsewhere, join(dir, "more"));
    await symlink(join(elsewhere, "x.png"), join(dir, "y.png"));
    await link(join(dir, "3.png"), join(dir, "4.png"));
    const { names, passedOver } = await found();
    await rm(elsewhere, { recursive: true });
    assert.deepEqual(names, ["3.png", "4.png", "more/x.png", "z/1.png", "z/2.png"]);
    assert.deepEqual(passedOver, ["5 links to what is there already: passed over"]);
  });

  it("are looked for until whoever waits for them leaves", async () => {
    await put("a.png");
    const stopped = AbortSignal.abort();
    await assert.rejects(picturesIn(dir, { signal: stopped }), {
      name: "GanError",
      code: "cancelled",
    });
    await assert.rejects(openSource(config(), "", { signal: stopped }), { code: "cancelled" });
  });

  it("are ordinary files: nothing else is waited for", async function () {
    if (windows) this.skip();
    await put("a.png", "folder.png/b.txt");
    execFileSync("mkfifo", [join(dir, "pipe.png")]);
    await symlink("/dev/zero", join(dir, "zero.png"));
    await symlink("nowhere.png", join(dir, "gone.png"));
    const server = createServer().listen(join(dir, "socket.png"));
    await new Promise((done) => server.once("listening", done));
    try {
      await assert.rejects(openSource(config(), ""), (thrown: GanError) => {
        const text = formatError(thrown);
        assert.match(text, /^4 of 5 pictures cannot be read/);
        assert.match(text, /pipe\.png \(it is a named pipe, not a file\)/);
        assert.match(text, /zero\.png \(it is a device, not a file\)/);
        assert.match(text, /gone\.png \(there is no such file or folder\)/);
        assert.match(text, /socket\.png \(it is a socket or a device, not a file\)/);
        return true;
      });
    } finally {
      server.close();
    }
  });

  it("tell whoever reads them what was passed over and left out", async () => {
    await put("a.png", ".b.png", "c.tif");
    const told: string[] = [];
    await openSource(config(), "", { onRemark: (text) => told.push(text) });
    assert.equal(told.length, 2);
    assert.match(first(told), /gan-found-.*: 1 hidden file \(\.b\.png\) passed over/);
  });

  it("name the first where `describe` cannot read it", async () => {
    await writeFile(join(dir, "a.png"), plain(1).subarray(0, 40));
    await assert.rejects(describeData(dir), (thrown: GanError) => {
      assert.match(
        formatError(thrown),
        /a\.png cannot be read: it is a damaged or cut short PNG; replace or remove it/,
      );
      return true;
    });
  });
});
