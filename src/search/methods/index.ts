import type { Method } from "../outcome/history";
import type { MethodName, SearchSettings } from "../schema";
import type { Point } from "../space/space";
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
  return withoutRepeats(METHODS[method]);
}

/** How often a method is asked for another point, and then chance. */
const METHOD_ATTEMPTS = 4;
const RANDOM_ATTEMPTS = 100;

/**
 * A method that tries no point a second time as long as it finds another one: with the same seeds
 * its runs would be the same, number by number. It matters where there are only choices and whole
 * numbers.
 */
function withoutRepeats(method: Method): Method {
  return (question) => {
    const { space, history } = question;
    const isKnown = (point: Point): boolean =>
      history.some((past) => space.every(({ name }) => past.point[name] === point[name]));
    for (let attempt = 0; attempt < METHOD_ATTEMPTS + RANDOM_ATTEMPTS; attempt++) {
      const chosenBy = attempt < METHOD_ATTEMPTS ? method : randomPoint;
      const point = chosenBy({ ...question, attempt });
      if (!isKnown(point)) return point;
    }
    return method(question);
  };
}
