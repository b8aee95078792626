import { onEngine } from "../../support/gan";
import { first } from "../../support/values";
import assert from "node:assert/strict";
import { type Layer, layerSchema } from "../../../src/experiment/schema";
import { outputShape, ShapeError } from "../../../src/experiment/layer-shapes";
import type { Shape } from "../../../src/experiment/shapes";
import { applyLayer, initLayer } from "../../../src/gan/layers/layer";
import { normal, rootKey } from "../../../src/gan/random";
import { tidy } from "../../../src/tensor/tf";

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Every way to lay windows of up to 3 pixels over a picture, in steps of up to 5. */
const windows = (type: string, size: string, paddings: readonly (string | number)[]): object[] =>
  paddings.flatMap((padding) =>
    range(1, 3).flatMap((window) =>
      range(1, 5).map((strides) => ({ type, [size]: window, strides, padding })),
    ),
  );

const LAYERS: Record<string, object[]> = {
  maxPooling2d: windows("maxPooling2d", "poolSize", ["same", "valid", "end"]),
  averagePooling2d: windows("averagePooling2d", "poolSize", ["same", "valid"]),
  conv2d: windows("conv2d", "kernelSize", ["same", "valid", 0, 1, 2]).map((layer) => ({
    ...layer,
    filters: 2,
  })),
  maxoutConv2d: windows("maxoutConv2d", "kernelSize", ["same", "valid", 1]).map((layer) => ({
    ...layer,
    filters: 2,
    pieces: 2,
  })),
  conv2dTranspose: windows("conv2dTranspose", "kernelSize", ["same", "valid"]).map((layer) => ({
    ...layer,
    filters: 2,
  })),
  upsampling2d: [2, 3].map((factor) => ({ type: "upsampling2d", factor })),
};
const PICTURES: Shape[] = range(1, 6).map((size) => [size, 7 - size, 2]);

/**
 * The shape and the greatest size of what a layer makes of a picture of numbers of the size of 1.
 */
function made(layer: Layer, input: Shape): { shape: Shape; largest: number } {
  return tidy(() => {
    const key = rootKey(1, 0);
    const { y } = applyLayer(
      layer,
      initLayer(layer, input, { key }),
      normal(key, [2, ...input]),
      input,
      { training: true, key },
    );
    return { shape: y.shape.slice(1), largest: first(y.abs().max().dataSync()) };
  });
}

describe("The shape that a config's layer is said to make", () => {
  onEngine("cpu", () => {
    for (const [type, layers] of Object.entries(LAYERS)) {
      it(`is the one that it makes, of numbers of the input's size: ${type}`, () => {
        let count = 0;
        for (const layer of layers.map((one) => layerSchema.parse(one))) {
          for (const input of PICTURES) {
            const shape = shapeOrMisfit(layer, input);
            if (!shape) continue;
            count++;
            const what = `${JSON.stringify(layer)} on ${input.join(" x ")}`;
            const { shape: actual, largest } = made(layer, input);
            assert.deepEqual(actual, shape, what);
            assert.ok(largest < 100, `${what}: ${largest}`);
          }
        }
        assert.ok(count >= 12, `${count} pictures were tried`);
      });
    }
  });
});

/** Undefined where the layer is refused. */
function shapeOrMisfit(layer: Layer, input: Shape): Shape | undefined {
  try {
    return outputShape(layer, input);
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}
