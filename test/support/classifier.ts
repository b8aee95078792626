import { loadEngine } from "../../src/engine";
import type { StoredWeights } from "../../src/extractors/cache";
import { finish } from "../../src/metrics/pieces";
import { type Classifier, CLASSIFIERS } from "../../src/trainer/features/classifier";
import { trainClassifier } from "../../src/trainer/features/make";

/**
 * MNIST's classifier, trained for a part of its ten epochs: what the whole training reaches is
 * measured by `npm run bench:classifiers`.
 */
export async function trainMnist(
  cache: string,
  changes: Partial<Classifier>,
): Promise<StoredWeights> {
  const engine = await loadEngine("auto", { convolution: true });
  const { signal } = new AbortController();
  const classifier = { ...CLASSIFIERS.mnist, ...changes };
  return finish(trainClassifier(classifier, { engine, cacheDirs: [cache], signal }));
}
