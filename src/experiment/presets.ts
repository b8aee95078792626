import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A template for a new experiment: one of `examples/`. */
export interface Preset {
  id: string;
  title: string;
  description: string;
  /** The content of a `*.gan.json` file, with its comments; read when asked for. */
  readonly text: string;
  /** Files that belong beside it, for a network that is a module; read when asked for. */
  readonly files: readonly { name: string; text: string }[];
}

export const PRESETS: readonly Preset[] = [
  preset(
    "gaussian-1d",
    "1-D Gaussian",
    "Watch p_g meet p_data and D become 1/2. Trains in under a minute.",
  ),
  preset(
    "ring-of-8-gaussians",
    "Ring of 8 Gaussians",
    "2-D points on a circle: the classic picture of mode collapse.",
  ),
  preset(
    "grid-of-25-gaussians",
    "Grid of 25 Gaussians",
    "All 25 modes with more than 95 % of high quality: R1 and the average of G.",
  ),
  preset(
    "mnist-mlp",
    "MNIST, maxout (Goodfellow et al. 2014)",
    "The paper's fully connected networks on handwritten digits.",
  ),
  preset("mnist-dcgan", "MNIST, DCGAN", "A small convolutional GAN (Radford et al. 2016)."),
  preset(
    "toy-1d",
    "1-D Gaussian, D trained first",
    "Figure 1 of Goodfellow et al. 2014: before, after, and D against D*.",
  ),
  preset(
    "goodfellow-mnist",
    "MNIST as in Goodfellow et al. 2014",
    "Table 1 and figure 2a, with every setting of the authors' code.",
  ),
  preset(
    "goodfellow-tfd",
    "Toronto faces as in Goodfellow et al. 2014",
    "Table 1 and figure 2b; from your own file of the database.",
  ),
  preset(
    "goodfellow-cifar10-fc",
    "CIFAR-10, fully connected, as in Goodfellow et al. 2014",
    "Figure 2c: 127 million weights.",
  ),
  preset(
    "goodfellow-cifar10-conv",
    "CIFAR-10, convolutional, as in Goodfellow et al. 2014",
    "Figure 2d: convolutional maxout against a deconvolution.",
  ),
  preset(
    "pacgan-ring",
    "Ring of 8 Gaussians, packed",
    "PacGAN (Lin et al. 2018): modes covered with and without packing.",
  ),
  preset("pacgan-grid", "Grid of 25 Gaussians, packed", "PacGAN (Lin et al. 2018) on 25 modes."),
  preset(
    "dcgan-28",
    "Fashion-MNIST, DCGAN",
    "A convolutional GAN for 28 x 28 pixels (Radford et al. 2016).",
  ),
  preset(
    "dcgan-32",
    "CIFAR-10, DCGAN",
    "A convolutional GAN for 32 x 32 pixels (Radford et al. 2016).",
  ),
  preset(
    "sngan-32",
    "CIFAR-10, SNGAN",
    "Residual networks with spectral normalisation (Miyato et al. 2018).",
  ),
  preset(
    "conditional-mnist",
    "MNIST, one digit on request",
    "A conditional GAN (Mirza and Osindero 2014): G is asked for a class.",
  ),
  preset(
    "projection-fashion",
    "Fashion-MNIST, one kind of clothing on request",
    "A projection discriminator (Miyato and Koyama 2018).",
  ),
  preset(
    "own-generator",
    "Ring of 8 Gaussians, a generator of your own",
    "The generator is a TypeScript file that you change as you like.",
    ["own-generator.ts", "gan-network.d.ts"],
  ),
];

function preset(
  id: string,
  title: string,
  description: string,
  beside: readonly string[] = [],
): Preset {
  const read = (name: string) => readFileSync(join(examplesDir(), name), "utf8");
  return {
    id,
    title,
    description,
    get text() {
      return read(`${id}.gan.json`);
    },
    get files() {
      return beside.map((name) => ({ name, text: read(name) }));
    },
  };
}

/** `examples/` is beside `dist/` in the package, and two folders up from here in the sources. */
function examplesDir(): string {
  const packed = join(__dirname, "..", "examples");
  return existsSync(packed) ? packed : join(__dirname, "..", "..", "examples");
}
