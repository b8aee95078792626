import { type FiniteDataset, labelsOf, rows } from "../../data/dataset";
import { fetchData } from "../../data/fetch-data";
import { openPart } from "../../data/source";
import type { LoadedEngine } from "../../engine/load";
import type { Program } from "../../engine/program";
import { createProgram } from "../../engine/create-program";
import { CLASSIFIED, type Classified } from "../../experiment/evaluation";
import { dataSchema } from "../../experiment/schema";
import { subtree } from "../../gan/tree";
import type { Points } from "../../metrics/distances";
import { GanError } from "../../shared/errors";
import { valuesOf } from "../../tensor/tensor-values";
import { nextPace } from "../session/pace";
import {
  hasWeights,
  keepWeights,
  readWeights,
  type StoredWeights,
  type Weights,
} from "../../extractors/cache";
import { CLASSES, type Classifier, CLASSIFIERS, classify } from "./classifier";
import { extract, type Extractor } from "./extractor";
import { classifierStep, initialClassifier, iterationsOf } from "./training";

/* Gets the classifier of a data set: from the cache, or by training it. */

export interface MakeOptions {
  engine: LoadedEngine;
  cacheDirs: readonly string[];
  signal: AbortSignal;
}

/** A classifier as an extractor. */
export const extractorOf = (
  classifier: Classifier,
  { weights, hash }: Pick<StoredWeights, "weights" | "hash">,
): Extractor => ({
  name: classifier.name,
  hash,
  weights,
  dimensions: classifier.dimensions,
  classes: CLASSES,
  pixelRange: "[0, 1]",
  slow: false,
  atOnce: 250,
  stages: [
    {
      weights: Object.keys(weights),
      run: (state, pictures) => classify(classifier, state, pictures),
    },
  ],
});

/** Whether a classifier is in the cache. */
export const hasClassifier = (source: Classified, cacheDirs: readonly string[]): boolean =>
  hasWeights(CLASSIFIERS[source].name, cacheDirs);

/**
 * The classifier of a data set as it is kept: that of the cache, else it is trained first. Yields
 * how far it is, in [0, 1].
 */
export async function* storedClassifierOf(
  source: Classified,
  options: MakeOptions,
): AsyncGenerator<number, StoredWeights & { name: string }> {
  const classifier = CLASSIFIERS[source];
  const { name } = classifier;
  return {
    ...((await readWeights(name, options.cacheDirs)) ??
      (yield* trainClassifier(classifier, options))),
    name,
  };
}

/** The same as an extractor of features. */
export async function* classifierOf(
  source: Classified,
  options: MakeOptions,
): AsyncGenerator<number, Extractor> {
  return extractorOf(CLASSIFIERS[source], yield* storedClassifierOf(source, options));
}

/**
 * Trains a classifier and keeps it, with its accuracy on the test set. Yields after each call of
 * the engine.
 */
export async function* trainClassifier(
  classifier: Classifier,
  { engine, cacheDirs, signal }: MakeOptions,
): AsyncGenerator<number, StoredWeights> {
  const data = dataSchema.parse({ source: classifier.source, range: "zeroToOne" });
  await fetchData(data, cacheDirs, { signal, onProgress: () => undefined });
  const { dataset } = await openPart(data, cacheDirs, "train");
  const steps = iterationsOf(classifier, dataset.count);
  const started = performance.now();
  const program = await createProgram(
    engine,
    classifierStep(classifier, dataset),
    valuesOf(() => initialClassifier(classifier, steps)),
    "loop",
  );
  try {
    for (let done = 0, pace = 1; done < steps;) {
      const count = Math.min(pace, program.capacity, steps - done);
      const began = performance.now();
      await program.run(done, count);
      done += count;
      pace = nextPace(pace, count, performance.now() - began);
      yield (0.98 * done) / steps;
    }
    const weights = subtree(await program.state(), "weights") as Weights;
    const accuracy = yield* accuracyOf(
      classifier,
      weights,
      (await openPart(data, cacheDirs, "test")).dataset,
      program,
    );
    if (!(accuracy >= classifier.leastAccuracy)) {
      throw new GanError(
        "internal",
        `the classifier ${classifier.name} recognises only ${(100 * accuracy).toFixed(1)} ` +
          `% of the test set, not ${100 * classifier.leastAccuracy} %`,
        "train it with the engine tensorflow",
      );
    }
    return await keepWeights(
      classifier.name,
      weights,
      {
        accuracy: String(accuracy),
        steps: String(steps),
        seconds: ((performance.now() - started) / 1000).toFixed(0),
        engine: `${engine.name} ${engine.version}`,
      },
      cacheDirs,
    );
  } finally {
    program.dispose();
  }
}

async function* accuracyOf(
  classifier: Classifier,
  weights: Weights,
  test: FiniteDataset,
  program: Program,
): AsyncGenerator<number, number> {
  const pictures = rows(
    test,
    Array.from({ length: test.count }, (_, i) => i),
  );
  const extraction = extract(
    extractorOf(classifier, { weights, hash: "" }),
    pictures,
    test.sampleShape,
    { program },
  );
  for (;;) {
    const { done, value } = await extraction.next();
    if (!done) {
      yield 0.98 + 0.02 * value;
      continue;
    }
    const labels = labelsOf(test);
    const right = predictedClasses(value.probabilities).reduce(
      (sum, predicted, i) => sum + Number(predicted === labels[i]),
      0,
    );
    return right / test.count;
  }
}

/** The likeliest class of each example. */
export function predictedClasses({ values, dimensions }: Points): Uint8Array {
  return Uint8Array.from({ length: values.length / dimensions }, (_, i) => {
    const row = values.subarray(i * dimensions, (i + 1) * dimensions);
    return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  });
}

export const isClassified = (source: string): source is Classified =>
  CLASSIFIED.some((one) => one === source);
