import type { Layer } from "./schema";

/* Which layers have second derivatives. */

/** Whether a layer's gradient has no gradient of its own. */
export const onceDifferentiable = (layer: Layer): boolean => {
  if (layer.type !== "averagePooling2d") return layer.type === "maxPooling2d";
  return (layer.strides ?? layer.poolSize) !== layer.poolSize || layer.padding === "same";
};

/** What to use in place of a layer that is differentiable once. */
export const twiceDifferentiable = ({ type }: Layer): string =>
  type === "averagePooling2d"
    ? "use strides equal to poolSize, and padding valid"
    : "use a conv2d with strides, or averagePooling2d";
