import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/*
 * The templates for new experiments, which are the files of `examples/`, and how pickers show them.
 */

/** A template for a new experiment: one of `examples/`. */
export interface Preset {
  id: string;
  group: keyof typeof PRESET_GROUPS;
  title: string;
  description: string;
  /** What its data look like: `media/template-NAME.svg`. */
  picture: "curve" | "drawing" | "ring" | "grid" | "digits" | "clothes" | "objects" | "faces";
  /** How long it trains with TensorFlow on two processors, in words; pictures are fetched first. */
  takes: string;
  /** The content of a `*.gan.json` file, with its comments; read when asked for. */
  readonly text: string;
  /** Files that belong beside it, such as a module or a drawing; read when asked for. */
  readonly files: readonly { name: string; text: string }[];
}

/** The groups of templates, in the order in which they are offered. */
export const PRESET_GROUPS = {
  points: "Curves and points: see the game",
  pictures: "Pictures",
  classes: "Pictures of a class on request",
  own: "A network of your own",
  papers: "Experiments of papers, at their length",
} as const;

/** By their groups; in a group what takes less comes first. */
export const PRESETS: readonly Preset[] = [
  preset({
    id: "gaussian-1d",
    picture: "curve",
    group: "points",
    title: "1-D Gaussian",
    description: "Watch p_g meet p_data and D become 1/2.",
    takes: "some seconds",
  }),
  preset({
    id: "ring-of-8-gaussians",
    picture: "ring",
    group: "points",
    title: "Ring of 8 Gaussians",
    description: "2-D points on a circle: the classic picture of mode collapse.",
    takes: "some seconds",
  }),
  preset({
    id: "drawn-curve",
    picture: "drawing",
    group: "points",
    title: "A curve that you draw",
    description: "1-D data of a density drawn by hand: GAN: Draw Data draws another.",
    takes: "some seconds",
    files: ["drawn-curve.curve.csv"],
  }),
  preset({
    id: "drawn-points",
    picture: "drawing",
    group: "points",
    title: "Points that you draw",
    description: "2-D data of points drawn by hand: GAN: Draw Data draws others.",
    takes: "some seconds",
    files: ["drawn-points.points.csv"],
  }),
  preset({
    id: "grid-of-25-gaussians",
    picture: "grid",
    group: "points",
    title: "Grid of 25 Gaussians",
    description: "All 25 modes with more than 95 % of high quality: R1 and the average of G.",
    takes: "a minute",
  }),
  preset({
    id: "toy-1d",
    picture: "curve",
    group: "points",
    title: "1-D Gaussian, D trained first",
    description: "Figure 1 of Goodfellow et al. 2014: before, after, and D against D*.",
    takes: "some seconds",
  }),
  preset({
    id: "mnist-mlp",
    picture: "digits",
    group: "pictures",
    title: "MNIST, maxout (Goodfellow et al. 2014)",
    description: "The paper's fully connected networks on handwritten digits.",
    takes: "four minutes",
  }),
  preset({
    id: "mnist-dcgan",
    picture: "digits",
    group: "pictures",
    title: "MNIST, DCGAN",
    description: "A small convolutional GAN (Radford et al. 2016).",
    takes: "some minutes",
  }),
  preset({
    id: "dcgan-28",
    picture: "clothes",
    group: "pictures",
    title: "Fashion-MNIST, DCGAN",
    description: "A convolutional GAN for 28 x 28 pixels (Radford et al. 2016).",
    takes: "ten minutes",
  }),
  preset({
    id: "dcgan-32",
    picture: "objects",
    group: "pictures",
    title: "CIFAR-10, DCGAN",
    description: "A convolutional GAN for 32 x 32 pixels (Radford et al. 2016).",
    takes: "an hour",
  }),
  preset({
    id: "sngan-32",
    picture: "objects",
    group: "pictures",
    title: "CIFAR-10, SNGAN",
    description: "Residual networks with spectral normalisation (Miyato et al. 2018).",
    takes: "a day or more",
  }),
  preset({
    id: "conditional-mnist",
    picture: "digits",
    group: "classes",
    title: "MNIST, one digit on request",
    description: "A conditional GAN (Mirza and Osindero 2014): G is asked for a class.",
    takes: "some minutes",
  }),
  preset({
    id: "projection-fashion",
    picture: "clothes",
    group: "classes",
    title: "Fashion-MNIST, one kind of clothing on request",
    description: "A projection discriminator (Miyato and Koyama 2018).",
    takes: "three minutes",
  }),
  preset({
    id: "own-generator",
    picture: "ring",
    group: "own",
    title: "Ring of 8 Gaussians, a generator of your own",
    description: "The generator is a TypeScript file that you change as you like.",
    takes: "some seconds",
    files: ["own-generator.ts", "gan-network.d.ts"],
  }),
  preset({
    id: "goodfellow-mnist",
    picture: "digits",
    group: "papers",
    title: "MNIST as in Goodfellow et al. 2014",
    description: "Table 1 and figure 2a, with every setting of the authors' code.",
    takes: "half an hour",
  }),
  preset({
    id: "goodfellow-tfd",
    picture: "faces",
    group: "papers",
    title: "Toronto faces as in Goodfellow et al. 2014",
    description: "Table 1 and figure 2b; from your own file of the database.",
    takes: "hours",
  }),
  preset({
    id: "goodfellow-cifar10-fc",
    picture: "objects",
    group: "papers",
    title: "CIFAR-10, fully connected, as in Goodfellow et al. 2014",
    description: "Figure 2c: 127 million weights.",
    takes: "a day or more",
  }),
  preset({
    id: "goodfellow-cifar10-conv",
    picture: "objects",
    group: "papers",
    title: "CIFAR-10, convolutional, as in Goodfellow et al. 2014",
    description: "Figure 2d: convolutional maxout against a deconvolution.",
    takes: "a day or more",
  }),
  preset({
    id: "pacgan-ring",
    picture: "ring",
    group: "papers",
    title: "Ring of 8 Gaussians, packed",
    description: "PacGAN (Lin et al. 2018): modes covered with and without packing.",
    takes: "hours",
  }),
  preset({
    id: "pacgan-grid",
    picture: "grid",
    group: "papers",
    title: "Grid of 25 Gaussians, packed",
    description: "PacGAN (Lin et al. 2018) on 25 modes.",
    takes: "hours",
  }),
];

function preset({
  files = [],
  ...said
}: Omit<Preset, "text" | "files"> & { files?: readonly string[] }): Preset {
  const read = (name: string) => readFileSync(join(examplesDir(), name), "utf8");
  return {
    ...said,
    get text() {
      return read(`${said.id}.gan.json`);
    },
    get files() {
      return files.map((name) => ({ name, text: read(name) }));
    },
  };
}

/** `examples/` is beside `dist/` in the package, and two folders up from here in the sources. */
function examplesDir(): string {
  const packed = join(__dirname, "..", "examples");
  return existsSync(packed) ? packed : join(__dirname, "..", "..", "examples");
}
