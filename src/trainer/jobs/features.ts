import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CLASSIFIED } from "../../experiment/evaluation";
import { decodeSafetensors } from "../../run/safetensors";
import { cacheDirs } from "../../shared/files/cache";
import { GanError, toGanError } from "../../shared/errors";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { deleteWeights, keepWeights } from "../../extractors/cache";
import { inceptionWeights } from "../features/inception";
import { isClassified, storedClassifierOf } from "../features/make";
import { INCEPTION_NAME } from "../../extractors/names";
import { type Post, startEngine } from "./open";
import { finish } from "./pieces";

/* The jobs that get classifiers: trained on a data set, or Inception from its file. */

/** Trains the classifier of a data set, unless it is there. */
export async function featuresJob(
  { source, engine: wanted }: Extract<Job, { kind: "features" }>,
  post: Post,
): Promise<JobResult> {
  if (!isClassified(source))
    throw new GanError(
      "bad-usage",
      `there is no classifier for "${source}"`,
      `use one of: ${CLASSIFIED.join(", ")}`,
    );
  const engine = await startEngine(wanted, true, process.cwd(), post);
  const work = storedClassifierOf(source, {
    engine,
    cacheDirs: cacheDirs(),
    signal: new AbortController().signal,
  });
  const { file, hash, metadata, name } = await finish(work, (fraction) =>
    post({ type: "progress", what: `Training the classifier of ${source}`, fraction }),
  );
  return { kind: "features", name, file, hash, metadata };
}

/**
 * Takes Inception's weights over from a file: they are kept as this program runs them. What was
 * imported before goes.
 */
export async function importInceptionJob({
  file,
}: Extract<Job, { kind: "importInception" }>): Promise<JobResult> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new GanError(
      "bad-usage",
      toGanError(cause).message,
      "give the path of the file with the weights",
      { cause },
    );
  });
  const weights = inceptionWeights(decodedWeights(bytes, file), file);
  deleteWeights(INCEPTION_NAME, cacheDirs());
  const stored = await keepWeights(
    INCEPTION_NAME,
    weights,
    { importedFrom: basename(file) },
    cacheDirs(),
  );
  return {
    kind: "importInception",
    name: INCEPTION_NAME,
    file: stored.file,
    hash: stored.hash,
    metadata: stored.metadata,
  };
}

function decodedWeights(bytes: Uint8Array, file: string) {
  try {
    return decodeSafetensors(bytes, file, { skipOthers: true }).tensors;
  } catch (error) {
    throw new GanError(
      "bad-data",
      `${file} cannot be read as a safetensors file ` +
        `(${error instanceof Error ? error.message : String(error)})`,
      "write it as `gan features --help` says",
      { cause: error },
    );
  }
}
