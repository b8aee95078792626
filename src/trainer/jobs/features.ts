import { CLASSIFIED } from "../../experiment/evaluation";
import { cacheDirs } from "../../shared/cache";
import { GanError } from "../../shared/errors";
import type { Job, JobResult } from "../../shared/jobs";
import { isClassified, storedClassifierOf } from "../features/make";
import { type Post, startEngine } from "./open";

/** Trains the classifier of a data set, unless it is there. */
export async function featuresJob({ source, engine: wanted }: Extract<Job, { kind: "features" }>, post: Post): Promise<JobResult> {
  if (!isClassified(source)) throw new GanError("bad-usage", `there is no classifier for "${source}"`, `use one of: ${CLASSIFIED.join(", ")}`);
  const engine = await startEngine(wanted, true, process.cwd(), post);
  const work = storedClassifierOf(source, { engine, cacheDirs: cacheDirs(), signal: new AbortController().signal });
  let next = await work.next();
  for (; !next.done; next = await work.next()) post({ type: "progress", what: `Training the classifier of ${source}`, fraction: next.value });
  const { file, hash, metadata, name } = next.value;
  return { kind: "features", name, file, hash, metadata };
}
