/* The one tfjs-core of this program. */

// tfjs-core with what it leaves to its users to register: methods on tensors, and gradients. The
// gradients must be there before src/engine/tfjs-patches replaces some of them: loading them later
// would undo that. The package itself comes first: run from source, its parts below are other
// copies, which must find its classes there.
import "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
