/** A tensor's numbers outside any engine. */
export interface Values {
  dtype: "float32" | "int32";
  shape: number[];
  values: Float32Array | Int32Array;
}
