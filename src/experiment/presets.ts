import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A template for a new experiment: one of `examples/`. */
export interface Preset {
  id: string;
  title: string;
  description: string;
  /** The content of a `*.gan.json` file, with its comments; read when asked for. */
  readonly text: string;
}

export const PRESETS: readonly Preset[] = [
  preset("gaussian-1d", "1-D Gaussian", "Watch p_g meet p_data and D become 1/2. Trains in under a minute."),
  preset("ring-of-8-gaussians", "Ring of 8 Gaussians", "2-D points on a circle: the classic picture of mode collapse."),
  preset("mnist-mlp", "MNIST, maxout (Goodfellow et al. 2014)", "The paper's fully connected networks on handwritten digits."),
  preset("mnist-dcgan", "MNIST, DCGAN", "A small convolutional GAN (Radford et al. 2016)."),
];

function preset(id: string, title: string, description: string): Preset {
  return { id, title, description, get text() { return readFileSync(join(examplesDir(), `${id}.gan.json`), "utf8"); } };
}

/** `examples/` is beside `dist/` in the package, and two folders up from here in the sources. */
function examplesDir(): string {
  const packed = join(__dirname, "..", "examples");
  return existsSync(packed) ? packed : join(__dirname, "..", "..", "examples");
}
