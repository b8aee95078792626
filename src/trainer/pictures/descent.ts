import type { Argument } from "../../engine/program";
import { sizeOf } from "../../experiment/shapes";
import { descentDirections } from "../../gan/descent";
import { unflattenState } from "../../gan/state";
import { inTurn, labelsInput } from "../session/conditions";
import { batchFor } from "../session/network-cost";
import type { PicturedRun } from "./pieces";

/* Where G's loss tells it to move samples. */

/** Samples that get a direction: more arrows than that hide each other. */
const MAX_DIRECTIONS = 1000;

/**
 * The direction of steepest descent of G's loss at the first of some samples, in the order of the
 * samples. `generated`, `real`: samples and examples, [count, size] flat; samples are of each class
 * in turn.
 */
export async function descentOf(
  { program, model, source }: PicturedRun,
  generated: Float32Array,
  real: Float32Array,
): Promise<Float32Array> {
  const size = sizeOf(source.shape);
  const { packing } = model.objective;
  const most = Math.min(MAX_DIRECTIONS, batchFor(model.discriminator));
  const there = Math.min(most, generated.length / size, real.length / size);
  const count = Math.floor(there / packing) * packing;
  if (count === 0) return new Float32Array();
  const some = (values: Float32Array): Argument => ({
    dtype: "float32",
    shape: [count, ...source.shape],
    values: values.subarray(0, count * size),
  });
  return program.compute(
    "descent",
    (state, { x, examples, labels }) =>
      descentDirections(model, unflattenState(model, state), { x: x!, real: examples!, labels }),
    { x: some(generated), examples: some(real), ...labelsInput(model, inTurn(model, count)) },
  );
}
