import { type Tensor, tidy } from "./tf";
import type { Values } from "./values";

/* The numbers of tensors, taken out of the engine. */

/** The numbers of tensors that `make` makes; the tensors are freed. */
export function valuesOf(make: () => Record<string, Tensor>): Record<string, Values> {
  let values: Record<string, Values> = {};
  tidy(() => {
    values = Object.fromEntries(
      Object.entries(make()).map(([name, tensor]) => [
        name,
        {
          dtype: tensor.dtype as Values["dtype"],
          shape: [...tensor.shape],
          values: tensor.dataSync().slice() as Values["values"],
        },
      ]),
    );
  });
  return values;
}

/**
 * The numbers of a tensor that `make` makes; all tensors are freed. They are not handed out through
 * `tidy`, which looks for tensors in everything that it returns: in an array of a million numbers,
 * for a second.
 */
export function numbersOf(make: () => Tensor): Float32Array {
  let numbers = new Float32Array(0);
  tidy(() => {
    numbers = make().dataSync().slice() as Float32Array<ArrayBuffer>;
  });
  return numbers;
}
