import { createHash } from "node:crypto";
import type { EvaluationRequest } from "../../experiment/evaluation";
import type { DataConfig } from "../../experiment/schema";
import { dataShape, sizeOf } from "../../experiment/shapes";
import type { Points } from "../../metrics/distances";
import { giveUp } from "../../metrics/pieces";
import { GanError } from "../../shared/errors";
import { EVALUATION_KINDS } from "../../shared/evaluation/evaluations";
import type { FeaturesProvenance, RealProvenance } from "../../shared/evaluation/provenance";
import { keepNumbers, readNumbers, readWeights } from "../../extractors/cache";
import { extract, type Extractor, type Features } from "../features/extractor";
import { inceptionExtractor } from "../features/inception";
import { classifierOf, hasClassifier, isClassified } from "../features/make";
import { INCEPTION_NAME } from "../../extractors/names";
import { inUnits } from "./real";
import type { EvaluationContext } from "./context";

/* Features of samples and of real examples, for the metrics that compare features. */

/**
 * What the evaluations of pictures compare: the features of samples, and where one of them wants it
 * those of real examples.
 */
export interface ExtractedFeatures {
  generated: Features;
  /** Of the real examples, each of them on its own. */
  real?: Points;
  provenance: FeaturesProvenance;
  realProvenance?: RealProvenance;
}

type FeatureGenerator<T> = AsyncGenerator<{ what: string; fraction: number }, T>;

/** The same work, told of under a name, as a share of the whole. */
async function* named<T>(
  what: string,
  [from, to]: readonly [number, number],
  work: AsyncGenerator<number, T>,
): FeatureGenerator<T> {
  try {
    for (;;) {
      const { done, value } = await work.next();
      if (done) return value;
      yield { what, fraction: from + (to - from) * value };
    }
  } finally {
    await giveUp(work);
  }
}

/** Whether an evaluation has to train a classifier first, which not every engine can. */
export const needsClassifier = (
  { source }: DataConfig,
  { metrics, features }: EvaluationRequest,
  cacheDirs: readonly string[],
): boolean =>
  features === "classifier" &&
  isClassified(source) &&
  metrics.some((metric) => EVALUATION_KINDS[metric].features) &&
  !hasClassifier(source, cacheDirs);

/** Looks at samples and at real pictures. The extractor is made where it is not there yet. */
export async function* extractPictureFeatures(
  context: EvaluationContext,
  { withReal }: { withReal: boolean },
): FeatureGenerator<ExtractedFeatures> {
  const { real, sampled, run } = context;
  const { data } = run.experiment;
  const shape = dataShape(data);
  const made = needsClassifier(data, context.request, real.cacheDirs) ? 0.95 : 0;
  const half = (1 + made) / 2;
  const extractor = yield* named("training the classifier", [0, made], extractorFor(context));
  const { pixelRange } = extractor;
  const units = await real.units();
  const generated = yield* named(
    "features of samples",
    [made, withReal ? half : 1],
    extract(extractor, inUnits(sampled.samples, units), shape, run),
  );
  const provenance: FeaturesProvenance = {
    features: extractor.name,
    featuresHash: extractor.hash,
    dimensions: extractor.dimensions,
    pixelRange,
  };
  if (!withReal) return { generated, provenance };
  const ofReal = yield* named(
    "features of real pictures",
    [half, 1],
    real.once(`${extractor.name} ${extractor.hash}`, async function* () {
      const { points, provenance } = await real.sample();
      return {
        points: {
          values: yield* featuresOfReal(extractor, points.values, shape, run, real.cacheDirs),
          dimensions: extractor.dimensions,
        },
        provenance,
      };
    }),
  );
  return { generated, provenance, real: ofReal.points, realProvenance: ofReal.provenance };
}

/** Features of real pictures. Those of an extractor that takes minutes are kept on the disk. */
async function* featuresOfReal(
  extractor: Extractor,
  pictures: Float32Array,
  shape: readonly number[],
  run: EvaluationContext["run"],
  cacheDirs: readonly string[],
): AsyncGenerator<number, Float32Array> {
  if (!extractor.slow) {
    const { features } = yield* extract(extractor, pictures, shape, run);
    return features.values;
  }
  const digest = yield* digestOf(pictures, shape);
  const name = `${extractor.name}-${extractor.hash.slice(0, 8)}-${digest.slice(0, 16)}`;
  const known = await readNumbers(name, cacheDirs);
  if (known) return known;
  const { features } = yield* extract(extractor, pictures, shape, run);
  await keepNumbers(name, features.values, extractor.dimensions, cacheDirs);
  return features.values;
}

/** Bytes that are hashed between two yields. */
const HASHED_AT_ONCE = 16_000_000;

async function* digestOf(
  pictures: Float32Array,
  shape: readonly number[],
): AsyncGenerator<number, string> {
  const hash = createHash("sha256");
  const bytes = new Uint8Array(pictures.buffer, pictures.byteOffset, pictures.byteLength);
  for (let from = 0; from < bytes.length; from += HASHED_AT_ONCE) {
    hash.update(bytes.subarray(from, from + HASHED_AT_ONCE));
    yield 0;
  }
  return hash.update(`[${shape}]`).digest("hex");
}

async function* inception(cacheDirs: readonly string[]): AsyncGenerator<number, Extractor> {
  const stored = await readWeights(INCEPTION_NAME, cacheDirs);
  if (!stored)
    throw new GanError(
      "bad-data",
      "Inception's weights are not there: they have to be fetched and imported once",
      "`gan features --help` says how; or use the features classifier",
    );
  return inceptionExtractor(stored);
}

function extractorFor({
  run,
  real,
  request,
  signal,
}: EvaluationContext): AsyncGenerator<number, Extractor> {
  const { data } = run.experiment;
  if (request.features === "inception") return inception(real.cacheDirs);
  if (!isClassified(data.source)) throw new Error(`there is no classifier for ${data.source}`);
  return classifierOf(data.source, { engine: run.engine, cacheDirs: real.cacheDirs, signal });
}

/** Points and rows of a table as they are. */
export async function* plainValues({
  real,
  sampled,
  run: {
    experiment: { data },
  },
}: EvaluationContext): FeatureGenerator<ExtractedFeatures> {
  const dimensions = sizeOf(dataShape(data));
  const { points, provenance } = sampled.drawn
    ? {
        points: { values: sampled.drawn, dimensions },
        provenance: { real: sampled.drawn.length / dimensions, rows: "drawn afresh" },
      }
    : await real.sample();
  yield { what: "reading rows", fraction: 1 };
  const features = { values: sampled.samples, dimensions };
  return {
    generated: { features, probabilities: features },
    real: points,
    realProvenance: provenance,
    provenance: { features: "values", dimensions },
  };
}
