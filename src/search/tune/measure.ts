import { misfitOf } from "../../experiment/evaluation";
import type { Experiment } from "../../experiment/schema";
import { GanError } from "../../shared/errors";
import type { EvaluationName } from "../../shared/evaluation/evaluations";

/* By which figure `gan tune` tells better from worse. */

/** An evaluation, its figure, and the samples that are enough to tell settings apart. */
export interface TunedMeasure {
  metric: EvaluationName;
  figure: string;
  samples: number;
}

/** In this order: what tells most of the whole distribution first. */
const CANDIDATES: readonly TunedMeasure[] = [
  { metric: "wasserstein", figure: "w1", samples: 10_000 },
  { metric: "fid", figure: "fid", samples: 2_000 },
  { metric: "slicedWasserstein", figure: "slicedW1", samples: 2_500 },
  { metric: "parzen", figure: "parzen", samples: 2_500 },
];

/**
 * The measure that fits an experiment's data. FID is for pictures alone; the sliced Wasserstein
 * distance sees modes that are missing and samples that are off alike, and does not saturate.
 *
 * @throws GanError `bad-config` where nothing fits
 */
export function tunedMeasure(experiment: Experiment): TunedMeasure {
  const found = CANDIDATES.find(({ metric }) => misfitOf(metric, experiment) === undefined);
  if (found) return found;
  throw new GanError(
    "bad-config",
    "no measure tells how good samples of this data are",
    'write a study with a measure of your own: "search": { "objective": { "measure": ... } }',
  );
}
