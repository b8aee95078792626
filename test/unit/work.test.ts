import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import { workOf } from "../../src/experiment/work";
import { threadEnvironment } from "../../src/engine/environment";

const bench = (name: string) => parseExperiment(readFileSync(join(__dirname, "..", "..", "bench", `${name}.gan.json`), "utf8")).experiment!;

describe("the work of an iteration", () => {
  it("is that of the matrix products: on MNIST half of 3.57 GFLOP, a multiplication being one and its addition another", () => {
    // G 2.5 M and D 1.2 M weights at batch 100; see bench/README.md for the figure.
    assert.ok(Math.abs(workOf(bench("mnist")) / (3.57e9 / 2) - 1) < 0.25, String(workOf(bench("mnist"))));
  });

  it("is little for the 1-D toy, which runs in one thread, and enough for threads on the ring", () => {
    assert.deepEqual(threadEnvironment(workOf(bench("toy")), {}), { TF_NUM_INTEROP_THREADS: "1" });
    for (const name of ["ring", "mnist", "dcgan"]) assert.deepEqual(threadEnvironment(workOf(bench(name)), {}), {}, name);
  });

  it("leaves what the user has set", () => {
    assert.deepEqual(threadEnvironment(1, { TF_NUM_INTEROP_THREADS: "3" }), { TF_NUM_INTEROP_THREADS: "3" });
  });
});
