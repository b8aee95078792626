import { type DataOf } from "../../src/experiment/schema";

export type Columns = DataOf<"csv">["columns"];

export const numeric = (...names: string[]): Columns =>
  names.map((name) => ({ type: "numeric", name }));

export const kinds = (...values: string[]): Columns[number] => ({
  type: "categorical",
  name: "kind",
  values,
});

export const counted = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join("\n");
