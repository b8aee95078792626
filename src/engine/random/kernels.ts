import * as tf from "../../tensor/tf";
import {
  type Attributes,
  PLAIN_BACKENDS,
  runOp,
  setKernel,
  typeAttribute,
} from "../eager/plain-kernels";
import { statelessNormal, statelessUniform } from "./philox";

/* TensorFlow's stateless random numbers as kernels on every engine. */

const GENERATORS = {
  StatelessRandomUniform: statelessUniform,
  StatelessRandomNormal: statelessNormal,
};

const shapeOf = (attributes: Attributes): number[] => attributes["shape"] as number[];

/**
 * `runKernel("StatelessRandomUniform" | "StatelessRandomNormal", { seed }, { shape })` on every
 * engine: `seed` an int32 tensor of two numbers, the result float32. The same seed gives the same
 * numbers whatever the engine.
 */
export function registerRandomKernels(): void {
  for (const [name, generate] of Object.entries(GENERATORS)) {
    setKernel<"seed">(name, "tensorflow", ({ seed }, attributes, backend) =>
      tf.tidy(() =>
        runOp(
          backend,
          name,
          [
            typeAttribute("T", "int32"),
            typeAttribute("Tseed", "int32"),
            typeAttribute("dtype", "float32"),
          ],
          [tf.tensor1d(shapeOf(attributes), "int32"), seed],
        ),
      ),
    );
    for (const backendName of PLAIN_BACKENDS) {
      setKernel<"seed">(name, backendName, ({ seed }, attributes, backend) => {
        const shape = shapeOf(attributes);
        const [first = 0, second = 0] = backend.readSync(seed.dataId) as Int32Array;
        const values = generate([first, second], tf.util.sizeFromShape(shape));
        return { dataId: backend.write(values, shape, "float32"), shape, dtype: "float32" };
      });
    }
  }
}
