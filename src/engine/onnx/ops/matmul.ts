import type { Value } from "../../graph/ir";
import { flag } from "../../graph/attributes";
import type { Lowering } from "../context";
import { int } from "../emitter";

/* Lowers products of matrices to ONNX. */

/**
 * A product of matrices as ONNX's Gemm, which transposes without copying and adds a bias on the
 * way.
 */
const matMul: Lowering = (node, context) => {
  const inputs = node.inputs.map((input) => context.full(input));
  const attributes = {
    transA: int(Number(flag(node, "transpose_a"))),
    transB: int(Number(flag(node, "transpose_b"))),
  };
  context.biased.set(node.outputs[0], (bias) =>
    context.emit.op("Gemm", [...inputs, bias], attributes),
  );
  return context.emit.op("Gemm", inputs, attributes);
};

/** Stacks of matrices: ONNX transposes them beforehand. */
const batchMatMul: Lowering = (node, context) => {
  const side = (value: Value, transposed: boolean): string => {
    const name = context.full(value);
    if (!transposed) return name;
    const axes = value.shape.map((_, axis) => axis);
    return context.emit.op("Transpose", [name], {
      perm: { kind: "ints", value: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] },
    });
  };
  const [a, b] = node.inputs as [Value, Value];
  return context.emit.op("MatMul", [side(a, flag(node, "adj_x")), side(b, flag(node, "adj_y"))]);
};

export const PRODUCTS: Record<string, Lowering> = { MatMul: matMul, BatchMatMulV2: batchMatMul };
