// tfjs-core with what it leaves to its users to register. tfjs-node's kernels use methods on tensors; the gradients
// have to be there before `mends` replaces some, or loading them later would undo that.
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
