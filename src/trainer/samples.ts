import { drawLatents, generate, judge } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import { type Classes, inTurn, labelsInput } from "./conditions";
import type { Session } from "./session";

/** What samples are drawn from. */
type Networks = Pick<Session, "program" | "model">;

/** `count` samples of G as flat float32, from the latents of the stream `name`; of a conditional one each class in turn. */
export function samplesOf(
  { program, model }: Networks,
  name: string,
  count: number,
): Promise<Float32Array> {
  return program.compute(
    `${count} samples of ${name}`,
    (state, { labels }) =>
      generate(
        model,
        state,
        drawLatents(model.latent, fold(rootKey(model.seed, 0), name), count),
        labels,
      ),
    labelsInput(model, inTurn(model, count)),
  );
}

/** D(x) for points x of any shape and, of a conditional GAN, of the given classes. */
export function judgementsOf(
  { program, model }: Networks,
  values: Float32Array,
  shape: readonly number[],
  classes: Classes,
): Promise<Float32Array> {
  return program.compute("judge", (state, { x, labels }) => judge(model, state, x!, labels), {
    x: { dtype: "float32", shape: [...shape], values },
    ...labelsInput(model, classes),
  });
}

/** D(x) for points x; of a conditional GAN its mean over all classes. */
export async function judgementsOfAny(
  networks: Networks,
  values: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const { classes } = networks.model;
  if (classes === undefined) return judgementsOf(networks, values, shape, undefined);
  const mean = new Float32Array(shape[0]!);
  for (let label = 0; label < classes; label++) {
    const judged = await judgementsOf(
      networks,
      values,
      shape,
      new Uint8Array(shape[0]!).fill(label),
    );
    judged.forEach((d, i) => {
      mean[i]! += d / classes;
    });
  }
  return mean;
}

/** Four significant digits: more than a picture shows, and a file a third the size. */
export const short = (value: number): number => Number(value.toPrecision(4));
