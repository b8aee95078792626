import { join } from "node:path";
import { REPOSITORY } from "../../test/support/paths";

/** The four experiments that are timed; each is `bench/<name>.gan.json`. */
export const WORKLOADS = ["toy", "ring", "mnist", "dcgan"] as const;
export type Workload = (typeof WORKLOADS)[number];

export const CLI = join(REPOSITORY, "dist", "cli.js");
export const configFile = (workload: Workload): string =>
  join(REPOSITORY, "bench", `${workload}.gan.json`);
/** The paper's first experiment, with its pictures and evaluations as a user has them. */
export const EXAMPLE = join(REPOSITORY, "examples", "gaussian-1d.gan.json");
export const EXAMPLE_STEPS = 10_000;
export const RESULTS = join(REPOSITORY, "bench", "results");

/** Arithmetic of the matrix products of one iteration of `mnist`. */
export const MNIST_GIGAFLOPS = 3.57;
/**
 * Rows and columns of the matrices whose product gives the machine's peak; the peers know the same
 * number.
 */
export const SGEMM_SIZE = 2048;
export const SGEMM_GIGAFLOPS = (2 * SGEMM_SIZE ** 3) / 1e9;
