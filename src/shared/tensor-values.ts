import { type Tensor, tidy } from "./tf";
import type { Values } from "./values";

/** The numbers of tensors that `make` makes; the tensors are freed. */
export function valuesOf(make: () => Record<string, Tensor>): Record<string, Values> {
  let values: Record<string, Values> = {};
  tidy(() => {
    values = Object.fromEntries(Object.entries(make()).map(([name, tensor]) =>
      [name, { dtype: tensor.dtype as Values["dtype"], shape: [...tensor.shape], values: tensor.dataSync().slice() as Values["values"] }]));
  });
  return values;
}
