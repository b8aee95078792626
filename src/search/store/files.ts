import { join } from "node:path";

/* Where in a study's folder its workers write what they do. */

export function storeFiles(dir: string) {
  return {
    /** A file for each trial of a search, made by the worker that chose it. */
    trials: join(dir, "trials"),
    /** A file for each generation of a population after the first: how its members go on. */
    generations: join(dir, "generations"),
    /** `<run id>.<epoch>`: which worker trains a run. */
    claims: join(dir, "claims"),
    /** A heartbeat of each worker. */
    workers: join(dir, "workers"),
    /** What each worker has done, a line each. */
    journal: join(dir, "journal"),
  };
}
