import { isSynthetic2d } from "../../experiment/schema";
import { optimalDiscriminator } from "../../gan/objective";
import { countNotFinite, notFiniteText } from "../../shared/finite";
import type { EvaluationContext, FigureGenerator } from "./context";
import {
  CELLS,
  distanceInPlane,
  type JudgedPlane,
  PLACES_A_CELL,
  PLANE_SAMPLES,
  planeFloor,
  planeOf,
} from "./judged-plane";

/** The evaluation `optimum` of 2-D data. */
export async function* optimumInPlane(
  { common, run: { model, experiment } }: EvaluationContext,
  judged: JudgedPlane,
): FigureGenerator<"optimum"> {
  const { data } = experiment;
  if (!isSynthetic2d(data)) throw new Error(`${data.source} is not 2-D data with a density`);
  const best = optimalDiscriminator(model, common.step);
  if (!best) throw new Error(`D has no optimum with the loss ${model.objective.loss}`);
  const grid = planeOf(data);
  const notFinite = countNotFinite(judged.samples, 2);
  return {
    distanceFromOptimum: {
      value: distanceInPlane(judged, grid, best),
      noiseFloor: planeFloor(judged.places, grid, best),
      settings: {
        ...common,
        samples: PLANE_SAMPLES,
        cells: `${CELLS} x ${CELLS}`,
        placesACell: PLACES_A_CELL,
        density: "samples counted in each",
      },
      ...(notFinite > 0 ? { warnings: [notFiniteText(notFinite, PLANE_SAMPLES)] } : {}),
    },
  };
}
