import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { readMat } from "../../../src/data/mat";
import { openPart, openSource } from "../../../src/data/source";
import { type DataConfig } from "../../../src/experiment/schema";
import { formatError, GanError } from "../../../src/shared/errors";
import { present, valueOf } from "../../support/values";
import { mat, bytesOf, data, examplesOf, refused, filesFolder } from "../../support/data-files";

describe("data from MATLAB files", () => {
  const { here, written } = filesFolder();

  describe(".mat", () => {
    for (const kind of ["plain", "compressed"] as const) {
      it(`is read as SciPy wrote it, ${kind}`, () => {
        const found = readMat(bytesOf(mat[kind]), "x.mat", [
          "a",
          "single",
          "small",
          "bytes",
          "missing",
        ]);
        assert.deepEqual([...found.keys()].sort(), ["a", "bytes", "single", "small"]);
        assert.deepEqual(valueOf(found, "a").shape, [2, 3]);
        // Column by column.
        assert.deepEqual([...valueOf(found, "a").values], [1.5, 4, -2, 5, 3, 6]);
        assert.deepEqual([...valueOf(found, "single").values], [0.25, -1]);
        assert.deepEqual([...valueOf(found, "small").values], [1, -2, 300]);
        assert.deepEqual(valueOf(found, "bytes").shape, [2, 3, 4]);
        assert.deepEqual([...valueOf(found, "bytes").values.subarray(0, 4)], [0, 12, 4, 16]);
      });
    }

    it("of another kind or damaged is refused", () => {
      const words = (bytes: Buffer, wanted: string[]) => {
        try {
          readMat(bytes, "x.mat", wanted);
        } catch (thrown) {
          return thrown instanceof GanError
            ? formatError(thrown)
            : `not a GanError: ${String(thrown)}`;
        }
        return "read";
      };
      const plain = bytesOf(mat.plain);
      assert.match(words(plain, ["words"]), /its variable words is no array of real numbers/);
      assert.match(words(plain.subarray(0, plain.length - 20), ["bytes"]), /cut short/);
      assert.match(
        words(Buffer.from("MATLAB 5.0 but short"), ["a"]),
        /does not begin as one of version 5/,
      );
      const later = Buffer.from(plain);
      later.writeUInt16LE(0x0200, 124);
      assert.match(words(later, ["a"]), /version 7\.3; load it in MATLAB and save it with -v7/);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { maxLength: 5 }),
          (changes) => {
            const bytes = Buffer.from(plain);
            for (const [at, byte] of changes) bytes[at] = byte;
            assert.doesNotMatch(words(bytes, ["a", "bytes"]), /not a GanError/);
          },
        ),
        { numRuns: 500 },
      );
    });
  });

  describe(".mat with compressed variables", () => {
    /** A variable that claims so many bytes of pixels, compressed. */
    const variable = (name: string, claimed: number, held: number): Buffer => {
      const words = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
      const padded = Buffer.alloc(8);
      padded.write(name, "latin1");
      const content = Buffer.concat([
        words(6, 8, 9, 0, 5, 12, 1, claimed, 1, 0),
        words(1, name.length),
        padded,
        words(2, claimed),
        Buffer.alloc(held),
      ]);
      const data = deflateSync(
        Buffer.concat([words(14, content.length - held + claimed), content]),
      );
      return Buffer.concat([words(15, data.length), data]);
    };
    const file = (...variables: Buffer[]) =>
      Buffer.concat([bytesOf(mat.plain).subarray(0, 128), ...variables]);

    it("is unfolded no further than it says, and not where nobody wants it", () => {
      // Were it unfolded, its contents would be missed.
      const unwanted = variable("junk", 4e9, 100);
      const wanted = variable("images", 1000, 1000);
      assert.equal(
        valueOf(readMat(file(unwanted, wanted), "x.mat", ["images"]), "images").values.length,
        1000,
      );
      assert.throws(
        () => readMat(file(variable("images", 1000, 5e6)), "x.mat", ["images"]),
        /x\.mat is not a MATLAB file that can be read: it is damaged or cut short/,
      );
    });

    it("that would unfold to far more than its file can hold is refused before it is", () => {
      assert.throws(
        () => readMat(file(variable("images", 3e9, 100)), "x.mat", ["images"]),
        /it claims 30000000\d\d bytes for images, which would take 7 GB of memory, and has only \d+ bytes itself/,
      );
    });
  });

  describe("the Toronto Face Database", () => {
    const config = (settings = {}) =>
      data({ source: "tfd", file: here("TFD_48x48.mat"), ...settings }) as Extract<
        DataConfig,
        { source: "tfd" }
      >;
    beforeEach(() => written("TFD_48x48.mat", bytesOf(mat.tfd)));

    it("gives the unlabelled pictures to train with, row by row", async () => {
      const faces = await examplesOf(config());
      assert.deepEqual([faces.count, faces.sampleShape], [2, [48, 48, 1]]);
      const pixel = (n: number, y: number, x: number) => (n * 41 + y * 5 + x * 3) % 251;
      for (const [row, n] of [
        [0, 0],
        [1, 4],
      ] as const) {
        for (const [y, x] of [
          [0, 0],
          [0, 47],
          [13, 2],
          [47, 47],
        ] as const)
          assert.equal(faces.values[row * 2304 + y * 48 + x], pixel(n, y, x));
      }
      assert.equal(faces.labels, undefined);
    });

    it("gives the parts of a fold with their emotions", async () => {
      const labels = async (fold: number, part: "train" | "validation" | "test") => [
        ...present((await openPart(config({ split: "train", fold }), [], part)).dataset.labels),
      ];
      assert.deepEqual(await labels(1, "train"), [2, 1]);
      assert.deepEqual(await labels(1, "validation"), [6]);
      assert.deepEqual(await labels(1, "test"), [0]);
      assert.deepEqual(await labels(3, "validation"), [0]);
      const test = await openPart(config(), [], "test");
      assert.deepEqual([test.rows, test.seenInTraining], ["test set of fold 1", false]);
    });

    it("says where to ask for the file", async () => {
      await rm(here("TFD_48x48.mat"));
      await refused(
        openSource(config(), ""),
        /TFD_48x48\.mat cannot be read: .*\(ENOENT.*ask Joshua Susskind/,
      );
    });

    it("says which size the file has", async () => {
      await refused(
        openSource(config({ size: 96 }), ""),
        /pictures of 6 x 48 x 48, expected N x 96 x 96; set "size": 48/,
      );
      await writeFile(here("TFD_48x48.mat"), bytesOf(mat.plain));
      await refused(openSource(config(), ""), /has no variable "images"/);
    });
  });
});
