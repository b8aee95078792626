import type { NetworkName } from "../shared/run/run";
import { type Finding, warningAt } from "./finding";
import type { Experiment } from "./schema";

/* Checks of a config: learning rates at odds, with which one network leaves the other behind. */

/** From here on D mostly does not follow G. */
const GENERATOR_AHEAD = 10;
/** D may well be the faster one (Heusel et al. 2017), but hardly by so much. */
const DISCRIMINATOR_AHEAD = 100;
/** What D is faster by in the work of Zhang et al. 2019. */
const USUAL_LEAD = 4;

/**
 * Learning rates, times the updates in a step, of which one is a large multiple of the other. Only
 * rates of optimizers of one type can be compared, and schedules are left alone.
 */
export function checkRates({ optimizer, training }: Experiment): Finding[] {
  const { generator, discriminator } = optimizer;
  const { learningRate: rateG } = generator;
  const { learningRate: rateD } = discriminator;
  if (generator.type !== discriminator.type) return [];
  if (typeof rateG !== "number" || typeof rateD !== "number" || !rateG || !rateD) return [];
  const ratio = (rateG * training.generatorSteps) / (rateD * training.discriminatorSteps);
  if (ratio >= GENERATOR_AHEAD)
    return [
      atOdds("discriminator", ratio, rateG, "D then does not follow G, and samples mostly circle"),
    ];
  return 1 / ratio >= DISCRIMINATOR_AHEAD
    ? [atOdds("generator", 1 / ratio, rateD / USUAL_LEAD, "D then wins before G has moved")]
    : [];
}

/** @param slow the network whose rate is too small */
function atOdds(slow: NetworkName, ratio: number, rate: number, then: string): Finding {
  const [mine, other] = slow === "generator" ? ["G", "D"] : ["D", "G"];
  const value = Number(rate.toPrecision(3));
  const path = ["optimizer", slow, "learningRate"];
  return {
    ...warningAt(
      path,
      `${other}'s learning rate is ${Number(ratio.toPrecision(2))} times ${mine}'s; ${then}`,
      `set it to ${value}`,
    ),
    fix: { title: `Set ${mine}'s learning rate to ${value}`, set: [{ path, value }] },
  };
}
