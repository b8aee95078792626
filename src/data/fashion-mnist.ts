import type { CachedFile, CachedSet } from "./cached-files";
import { compressedFiles, compressedFolder, filesByHand } from "./file-sources";

/* Fashion-MNIST: its files, their sums, and where they are fetched from. */

/** The four files of Xiao, Rasul and Vollgraf 2017, unpacked. */
const FILES: readonly CachedFile[] = [
  { name: "train-images-idx3-ubyte", size: 47_040_016, md5: "f4a8712d7a061bf5bd6d2ca38dc4d50a" },
  { name: "train-labels-idx1-ubyte", size: 60_008, md5: "9018921c3c673c538a1fc5bad174d6f9" },
  { name: "t10k-images-idx3-ubyte", size: 7_840_016, md5: "8181f5470baa50b63fa0f6fddb340f0a" },
  { name: "t10k-labels-idx1-ubyte", size: 10_008, md5: "15d484375f8d13e6eb1aabb0c3f46965" },
];

/** As they were published, with the checksums of their authors' page. */
const PUBLISHED: readonly CachedFile[] = [
  { name: "train-images-idx3-ubyte.gz", size: 26_421_880, md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d" },
  { name: "train-labels-idx1-ubyte.gz", size: 29_515, md5: "25c81989df183df01b3e8a0aad5dffbe" },
  { name: "t10k-images-idx3-ubyte.gz", size: 4_422_102, md5: "bef4ecab320f06d8554ea6380940ec79" },
  { name: "t10k-labels-idx1-ubyte.gz", size: 5_148, md5: "bb300cfdad3c16e7a12a480ee83cd310" },
];

/**
 * No npm package has these files. `fashion-mnist@1.1.0`, the only one with the pictures, has them
 * sorted by class with training and test mixed, and 5,603 of its 70,000 are in neither official set
 * (compared byte by byte). So nothing is taken from there.
 */
export const FASHION_MNIST: CachedSet = {
  id: "fashionMnist",
  title: "Fashion-MNIST",
  files: FILES,
  sources: [
    compressedFiles("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", PUBLISHED),
    compressedFiles(
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
      PUBLISHED,
    ),
    compressedFolder(
      "/usr/share/datasets/fashion-mnist",
      "the Debian package dataset-fashion-mnist",
    ),
  ],
  byHand: {
    source: filesByHand.source,
    words: (names, folder) =>
      `${filesByHand.words(names, folder)}; on Debian and Ubuntu \`apt install ` +
      "dataset-fashion-mnist` brings them",
  },
};
