import { marginals, type Source } from "../../data/source";
import type { Experiment } from "../../experiment/schema";
import { initialState, type Model } from "../../gan/model";
import { flattenState } from "../../gan/state";
import { withWeightsOf } from "../../run/weights";
import type { TakenOver } from "../../shared/run/weights";
import { valuesOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";

/** A state without training, and which of its weights come from another run. */
export interface FirstState {
  tensors: Record<string, Values>;
  weights?: TakenOver;
}

/** The state in which the training of a model begins. @throws GanError where weights do not fit */
export async function firstState(
  model: Model,
  source: Source,
  weightsFrom: Experiment["weightsFrom"],
): Promise<FirstState> {
  const means = await marginals(source);
  const drawn = await valuesOf(() => flattenState(initialState(model, means)));
  if (!weightsFrom) return { tensors: drawn };
  const { generator, discriminator } = model;
  const { tensors, ...weights } = await withWeightsOf(weightsFrom, drawn, {
    ...(generator.layers ? { generator } : {}),
    ...(discriminator.layers ? { discriminator } : {}),
  });
  return { tensors, weights };
}
