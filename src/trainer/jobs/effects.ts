import { dataShape, sizeOf } from "../../experiment/shapes";
import type { GeneratorWeights } from "../../shared/protocol/latents";
import type { OpenedRun } from "../evaluation";
import { samplesFrom } from "../session/samples";
import type { AskedLatents } from "./latents";
import { finish } from "./pieces";

/**
 * How much each coordinate changes the first of some samples: the root mean square of G(z + e_c) -
 * G(z) over the numbers of a sample, for each coordinate c, [latent.size].
 */
export async function effectsOf(
  opened: OpenedRun,
  { latents, classes }: Pick<AskedLatents, "latents" | "classes">,
  weights: GeneratorWeights | undefined,
): Promise<number[]> {
  const { size } = opened.model.latent;
  const latent = latents.subarray(0, size);
  const moved = new Float32Array((size + 1) * size);
  for (let c = 0; c <= size; c++) {
    moved.set(latent, c * size);
    if (c < size) moved[c * size + c]! += 1;
  }
  const sameClass = classes && new Uint8Array(size + 1).fill(classes[0] ?? 0);
  const samples = await finish(samplesFrom(opened, moved, sameClass, weights), () => undefined);
  const numbers = sizeOf(dataShape(opened.experiment.data));
  const sample = (i: number) => samples.subarray(i * numbers, (i + 1) * numbers);
  const unmoved = sample(size);
  return Array.from({ length: size }, (_, c) => {
    const squares = sample(c).reduce((sum, value, i) => sum + (value - unmoved[i]!) ** 2, 0);
    return Math.sqrt(squares / numbers);
  });
}
