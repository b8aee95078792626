import { drawLatents, generate, judge } from "../gan/model";
import { fold, rootKey } from "../gan/random";
import type { Session } from "./session";

/** What samples are drawn from. */
type Networks = Pick<Session, "program" | "model">;

/** `count` samples of G as flat float32, from the latents of the stream `name`. */
export function samplesOf({ program, model }: Networks, name: string, count: number): Promise<Float32Array> {
  return program.compute(`${count} samples of ${name}`, (state) => generate(model, state, drawLatents(model.latent, fold(rootKey(model.seed, 0), name), count)));
}

/** D(x) for points x of any shape. */
export function judgementsOf({ program, model }: Networks, values: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  return program.compute("judge", (state, { x }) => judge(model, state, x!), { x: { dtype: "float32", shape: [...shape], values } });
}

/** Four significant digits: more than a picture shows, and a file a third the size. */
export const short = (value: number): number => Number(value.toPrecision(4));
