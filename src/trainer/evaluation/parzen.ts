import { parzenWindow, SIGMAS, VALIDATION_ROWS } from "../../metrics/parzen";
import { pixelRangeText } from "./data-text";
import { inUnits } from "./real";
import type { EvaluationContext, FigureGenerator } from "./context";

/** Rows of the test set, as in table 1 of Goodfellow et al. 2014. */
const TEST_ROWS = 10_000;

/** The Parzen window estimate of table 1 of the paper. */
export async function* parzen({
  real,
  sampled,
  common,
  compute,
}: EvaluationContext): FigureGenerator<"parzen"> {
  const units = await real.units();
  const validation = await real.first("validation", VALIDATION_ROWS);
  const test = await real.first("test", TEST_ROWS);
  const samples = { values: inUnits(sampled.samples, units), dimensions: test.points.dimensions };
  const { logLikelihood, standardError, sigma, curve, warnings } = yield* parzenWindow(
    { samples, validation: validation.points, test: test.points },
    compute,
  );
  const seen = validation.provenance.seenInTraining
    ? { validationSeenInTraining: true as const }
    : {};
  return {
    parzen: {
      value: logLikelihood,
      plusMinus: standardError,
      curve,
      settings: {
        ...common,
        ...test.provenance,
        validation: validation.provenance.real,
        validationRows: validation.provenance.rows,
        ...seen,
        sigma,
        sigmas: `${SIGMAS.length} from ${SIGMAS[0]} to ${SIGMAS.at(-1)}`,
        pixelRange: pixelRangeText(real.data, units),
        plusMinus: "standard error",
        ddof: 0,
      },
      warnings: [
        ...warnings,
        ...(validation.provenance.seenInTraining
          ? [
              'the rows with which sigma was chosen were trained with; "split": "train" in ' +
                "the data keeps them apart",
            ]
          : []),
      ],
    },
  };
}
