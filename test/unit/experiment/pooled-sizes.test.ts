import assert from "node:assert/strict";
import { outputShape } from "../../../src/experiment/layer-shapes";
import { fixture } from "../../support/paths";

type Padding = "valid" | "end";
/** What PyTorch makes of one axis: [size, window, strides, output size]. */
type Sizes = [size: number, window: number, strides: number, output: number][];
const { pooledSizes } = fixture<{ pooledSizes: Record<Padding, Sizes> }>("layers");

describe("The size of a pooled picture", () => {
  for (const padding of ["valid", "end"] as const) {
    it(`is PyTorch's for every window and step of up to 9 pixels, padding ${padding}`, () => {
      for (const [size, poolSize, strides, expected] of pooledSizes[padding]) {
        const pooled = outputShape({ type: "maxPooling2d", poolSize, strides, padding }, [
          size,
          size,
          1,
        ]);
        assert.deepEqual(
          pooled,
          [expected, expected, 1],
          `${size} pixels, window ${poolSize}, strides ${strides}`,
        );
      }
    });
  }
});
