import type { Method } from "../history";
import type { MethodName, SearchSettings } from "../schema";
import { randomPoint } from "./random";
import { sobolPoint } from "./sobol";
import { tpePoint } from "./tpe/tpe";

/**
 * How the next trial's point is chosen. The members of a population begin with quasi-random points;
 * the combinations of a grid are a plan of their own and are chosen by no method.
 */
const METHODS: Record<Exclude<MethodName, "grid">, Method> = {
  random: randomPoint,
  sobol: sobolPoint,
  tpe: tpePoint,
  population: sobolPoint,
};

export function methodOf({ method }: Pick<SearchSettings, "method">): Method {
  if (method === "grid") throw new Error("the trials of a grid are planned beforehand");
  return METHODS[method];
}
