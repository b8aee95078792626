import { fill, scalar, tensor1d, type Tensor } from "../../shared/tf";
import type { Initializer } from "../../experiment/schema";
import { type Key, normal, uniform } from "../random";

export interface Fans { fanIn: number; fanOut: number }

/** What initializers may draw on beside the layer itself. */
export interface InitContext {
  key: Key;
  /** For each number of a sample, its mean over the data; needed by `dataMarginals`. */
  marginals?: Float32Array;
}

/** A starting tensor of `shape`. */
export function initialize(initializer: Initializer, shape: readonly number[], fans: Fans, { key, marginals }: InitContext): Tensor {
  const within = (range: number) => uniform(key, shape).mul(2 * range).sub(range);
  switch (initializer.type) {
    case "glorotUniform": return within(Math.sqrt(6 / (fans.fanIn + fans.fanOut)));
    case "heNormal": return normal(key, shape).mul(Math.sqrt(2 / fans.fanIn));
    case "uniform": return within(initializer.range);
    case "normal": return normal(key, shape).mul(initializer.stddev);
    case "constant": return fill([...shape], initializer.value, "float32");
    case "dataMarginals": {
      if (!marginals) throw new Error("dataMarginals needs the data's marginals");
      // The paper's code clips the means so, which bounds the log-odds of a pixel that is always black.
      const logits = marginals.map((p) => { const q = Math.min(Math.max(p, 1e-4), 1 - 1e-4); return Math.log(q / (1 - q)); });
      return tensor1d(logits).add(scalar(0));
    }
  }
}
