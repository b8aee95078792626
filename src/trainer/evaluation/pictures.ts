import { order } from "../../data/order";
import { countOf } from "../../metrics/distances";
import { entropy, kullbackLeibler } from "../../metrics/divergence";
import { fit, frechetDistance } from "../../metrics/frechet";
import { inceptionScore } from "../../metrics/inception-score";
import { kernelDistance } from "../../metrics/kernel-distance";
import { manifoldMeasures, NEIGHBOURS } from "../../metrics/manifold";
import { shares } from "../../metrics/pieces";
import { directions, slicedWasserstein as slicedDistance } from "../../metrics/sliced-wasserstein";
import { predictedClasses } from "../features/make";
import type { ExtractedFeatures } from "./extract-features";
import type { EvaluationContext, FigureGenerator } from "./context";

/*
 * Evaluations of features of real and of generated pictures; precision and recall, density and
 * coverage also of plain numbers.
 */

/** What depends on real examples too. */
function pair({ generated, real, provenance, realProvenance }: ExtractedFeatures) {
  if (!real || !realProvenance) throw new Error("the features of real examples were not extracted");
  return { real, generated: generated.features, provenance: { ...realProvenance, ...provenance } };
}

export async function* fid(
  { common }: EvaluationContext,
  extracted: ExtractedFeatures,
): FigureGenerator<"fid"> {
  const { real, generated, provenance } = pair(extracted);
  const [a, b] = [yield* shares(fit(real), 0, 0.25), yield* shares(fit(generated), 0.25, 0.5)];
  const { distance, warnings } = yield* shares(frechetDistance(a, b), 0.5, 1);
  return {
    fid: {
      value: distance,
      settings: { ...common, ...provenance, ddof: 1, eps: 0 },
      ...(warnings.length > 0 ? { warnings } : {}),
    },
  };
}

const KID_SUBSETS = 100;
const KID_SUBSET_SIZE = 1000;

export async function* kid(
  { common }: EvaluationContext,
  extracted: ExtractedFeatures,
): FigureGenerator<"kid"> {
  const { real, generated, provenance } = pair(extracted);
  const size = Math.min(KID_SUBSET_SIZE, countOf(real), countOf(generated));
  const choose = (subset: number, n: number, of: "a" | "b") =>
    order(of === "a" ? 0 : 1, subset, n).subarray(0, size);
  const { distance, deviation } = yield* kernelDistance(real, generated, {
    count: KID_SUBSETS,
    size,
    choose,
  });
  return {
    kid: {
      value: distance,
      plusMinus: deviation,
      settings: {
        ...common,
        ...provenance,
        kernel: "(x.y / d + 1)^3",
        estimator: "unbiased",
        subsets: KID_SUBSETS,
        subsetSize: size,
        plusMinus: "standard deviation over subsets",
        ddof: 0,
      },
    },
  };
}

const SPLITS = 10;

export async function* score(
  { common }: EvaluationContext,
  { generated: { probabilities }, provenance }: ExtractedFeatures,
): FigureGenerator<"inceptionScore"> {
  const { score, deviation } = yield* inceptionScore(probabilities, SPLITS);
  const rest = countOf(probabilities) % SPLITS;
  return {
    inceptionScore: {
      value: score,
      plusMinus: deviation,
      settings: {
        ...common,
        ...provenance,
        splits: SPLITS,
        plusMinus: "standard deviation over splits",
        ddof: 0,
      },
      ...(rest > 0
        ? {
            warnings: [
              `the last ${rest} samples are left out: ${countOf(probabilities)} are no ` +
                `multiple of ${SPLITS}`,
            ],
          }
        : {}),
    },
  };
}

export async function* classes(
  { common, real, sampled }: EvaluationContext,
  { generated: { probabilities }, provenance }: ExtractedFeatures,
): FigureGenerator<"classes"> {
  const of = probabilities.dimensions;
  const found = new Float64Array(of);
  const seen = predictedClasses(probabilities);
  const asked = sampled.classes;
  seen.forEach((predicted) => {
    found[predicted]!++;
  });
  const inData = await real.classCounts(of);
  if (!inData) throw new Error("the data has no classes");
  const settings = { ...common, ...provenance, of };
  const ofData = entropy(normalised(inData.counts));
  return {
    classesCovered: { value: found.filter((count) => count > 0).length, settings },
    classKl: {
      value: kullbackLeibler(normalised(found), normalised(inData.counts)),
      settings: { ...settings, ...inData.provenance },
    },
    ...(ofData > 0
      ? {
          classEntropy: {
            value: entropy(normalised(found)) / ofData,
            settings: { ...settings, ...inData.provenance },
          },
        }
      : {}),
    ...(asked
      ? {
          classAgreement: {
            value: seen.filter((predicted, i) => predicted === asked[i]).length / seen.length,
            settings,
          },
        }
      : {}),
  };
}

const normalised = (counts: Float64Array): Float64Array => {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / total);
};

export async function* prdc(
  { common, compute }: EvaluationContext,
  extracted: ExtractedFeatures,
): FigureGenerator<"prdc"> {
  const { real, generated, provenance } = pair(extracted);
  const { precision, recall, density, coverage } = yield* manifoldMeasures(
    real,
    generated,
    compute,
  );
  const of = (value: number, k: number) => ({ value, settings: { ...common, ...provenance, k } });
  return {
    precision: of(precision, NEIGHBOURS.precisionRecall),
    recall: of(recall, NEIGHBOURS.precisionRecall),
    density: of(density, NEIGHBOURS.densityCoverage),
    coverage: of(coverage, NEIGHBOURS.densityCoverage),
  };
}

const DIRECTIONS = 100;

export async function* slicedWasserstein(
  { common }: EvaluationContext,
  extracted: ExtractedFeatures,
): FigureGenerator<"slicedWasserstein"> {
  const { real, generated, provenance } = pair(extracted);
  const along = directions(DIRECTIONS, real.dimensions);
  return {
    slicedW1: {
      value: yield* slicedDistance(real, generated, along),
      settings: { ...common, ...provenance, directions: DIRECTIONS },
    },
  };
}
