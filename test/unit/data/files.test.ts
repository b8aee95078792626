import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import fc from "fast-check";
import { rows } from "../../../src/data/dataset";
import { readNpy } from "../../../src/data/npy";
import { openSource } from "../../../src/data/source";
import { GanError } from "../../../src/shared/errors";
import { writeNpy } from "../../../src/trainer/jobs/outputs";
import { entry, present } from "../../support/values";
import { npy, bytesOf, data, examplesOf, refused, filesFolder } from "../../support/data-files";

describe("data from files", () => {
  const { here, written } = filesFolder();

  describe(".npy", () => {
    const expected: Record<string, number[]> = {
      "|i1": [0, 1, 2, -6, 127, -128],
      "|b1": [0, 1, 1, 1, 1, 1],
    };
    for (const type of [
      "|u1",
      "|i1",
      "<i2",
      ">i4",
      "<u4",
      "<i8",
      "<f4",
      ">f8",
      "|b1",
      "version 2",
      "version 3",
    ]) {
      it(`of ${type} is read as NumPy wrote it`, async () => {
        const array = await readNpy(await written("a.npy", bytesOf(entry(npy, type))));
        assert.deepEqual(array.shape, [2, 3]);
        assert.deepEqual([...array.values], expected[type] ?? [0, 1, 2, 250, 127, 128]);
        assert.equal(array.values instanceof Uint8Array, type === "|u1");
      });
    }

    it("of another order, type or content is refused, with what to do", async () => {
      await refused(
        readNpy(await written("a.npy", bytesOf(entry(npy, "fortran")))),
        /Fortran order; save numpy\.ascontiguousarray/,
      );
      await refused(
        readNpy(await written("a.npy", bytesOf(entry(npy, "complex")))),
        /type <c8, expected .*f4.*astype/,
      );
      await refused(
        readNpy(await written("a.npy", bytesOf(entry(npy, "records")))),
        /records of several types/,
      );
      await refused(
        readNpy(await written("a.npy", bytesOf(entry(npy, "scalar rows")))),
        /holds NaN at example 2/,
      );
      await refused(
        readNpy(await written("a.npy", "PK\x03\x04 an .npz is a zip")),
        /does not begin as one/,
      );
      await refused(
        readNpy(here("none.npy")),
        /none\.npy cannot be read: .*\(ENOENT.*check the path/,
      );
    });

    it("that was cut short is refused", async () => {
      const file = await written("a.npy", bytesOf(entry(npy, "<f4")));
      await truncate(file, bytesOf(entry(npy, "<f4")).length - 1);
      await refused(readNpy(file), /151 bytes, expected 152 for 2 x 3 values of <f4 \(cut short\)/);
    });

    it("meets any header with an array or a GanError", async () => {
      const whole = bytesOf(entry(npy, "<f4"));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
          async (changes) => {
            const bytes = Buffer.from(whole);
            for (const [at, byte] of changes) bytes[at] = byte;
            await readNpy(await written("a.npy", bytes)).catch((thrown: unknown) =>
              assert.ok(thrown instanceof GanError, String(thrown)),
            );
          },
        ),
        { numRuns: 300 },
      );
    });

    it("gives examples of the config's shape, bytes of pictures scaled", async () => {
      const file = await written("a.npy", bytesOf(entry(npy, "<f4")));
      const numbers = await examplesOf(data({ source: "npy", file, shape: [3] }));
      assert.deepEqual([numbers.count, numbers.sampleShape, numbers.view], [2, [3], [0, 250]]);
      assert.deepEqual([...rows(numbers, [1])], [250, 127, 128]);
      const bytes = await written("b.npy", bytesOf(entry(npy, "|u1")));
      const pictures = await examplesOf(
        data({ source: "npy", file: bytes, shape: [1, 3, 1], range: "minusOneToOne" }),
      );
      assert.deepEqual(
        [...rows(pictures, [0])].map((x) => Math.round(x * 1000) / 1000),
        [-1, -0.992, -0.984],
      );
      const labelled = (name: string) =>
        data({ source: "npy", file, shape: [3], labels: name, classes: 2 });
      const labels = (name: string, ...values: number[]) => {
        writeNpy(here(name), [values.length], Uint8Array.from(values));
        return here(name);
      };
      assert.deepEqual(
        [...present((await examplesOf(labelled(labels("l.npy", 1, 0)))).labels)],
        [1, 0],
      );
      await refused(
        openSource(labelled(labels("m.npy", 1, 2)), ""),
        /m\.npy: label 1 is 2, and classes are numbered from 0 to 1/,
      );
      await refused(
        openSource(labelled(labels("n.npy", 1, 0, 1)), ""),
        /has labels of shape \[3\], but there are 2 examples/,
      );
      await refused(
        openSource(data({ source: "npy", file, shape: [4] }), ""),
        /has 2 examples of shape \[3\], but the config says \[4\]; set "shape": \[3\]/,
      );
    });
  });
});
