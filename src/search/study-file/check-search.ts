import { canBeChanged } from "../../experiment/changeable";
import { errorAt, type Finding } from "../../experiment/finding";
import { remedyFor } from "../../experiment/remedy";
import { FIGURE_KINDS, figureKind } from "../../shared/evaluation/evaluations";
import { checkFirst } from "./first";
import { isGrid, SEED } from "../space/grid";
import { directionOf, listOf } from "./objective";
import { parametersOf } from "../space/parameters";
import type { SearchSettings, Study } from "../schema";

/* What is wrong with the way in which a study chooses its trials. */

export function checkSearch(study: Study): Finding[] {
  const { search } = study;
  if (!search) return [];
  return [
    ...checkObjectives(search),
    ...(isGrid(study) ? checkGrid(search) : checkChoosing(study, search)),
    ...checkSeeds(search),
  ];
}

const at = (...path: Finding["path"]): Finding["path"] => ["search", ...path];

/** An error at a setting's name, of what can be done without it. */
const superfluous = (path: Finding["path"], message: string): Finding => ({
  ...errorAt(path, message, "remove it"),
  atKey: true,
  removable: true,
});

function checkObjectives(search: SearchSettings): Finding[] {
  const objectives = listOf(search.objective);
  const placeOf = (i: number) =>
    Array.isArray(search.objective) ? at("objective", i) : at("objective");
  const [first, second] = objectives;
  const findings = objectives.flatMap(({ measure, direction }, i): Finding[] => {
    const place = [...placeOf(i), "measure"];
    if (figureKind(measure) === undefined) {
      const remedy = remedyFor(measure, Object.keys(FIGURE_KINDS));
      return [{ ...errorAt(place, `there is no measure "${measure}"`, ""), ...remedy }];
    }
    return direction === undefined && directionOf(measure) === undefined
      ? [errorAt(place, `${measure} is best in the middle`, 'say a "direction"')]
      : [];
  });
  if (first && second && first.measure === second.measure)
    findings.push(
      errorAt([...placeOf(1), "measure"], "this is the first objective", "name another"),
    );
  return findings;
}

/** A grid is judged, and may be pruned and limited; nothing in it is chosen. */
const checkGrid = (search: SearchSettings): Finding[] => [
  ...(search.first.length > 0
    ? [superfluous(at("first"), "a grid tries every point in the order of the file")]
    : []),
  ...(search.warmStart.length > 0
    ? [superfluous(at("warmStart"), "a grid learns nothing from earlier studies")]
    : []),
  ...(search.population
    ? [superfluous(at("population"), "this belongs to the method population")]
    : []),
  ...(search.prune && search.objective === undefined
    ? [withoutObjective("to stop trials by")]
    : []),
];

const withoutObjective = (forWhat: string): Finding => ({
  ...errorAt(
    ["search"],
    `there is no objective ${forWhat}`,
    'name a figure of the evaluations: "objective": { "measure": "fid" }',
  ),
  atKey: true,
});

function checkChoosing(study: Study, search: SearchSettings): Finding[] {
  const parameters = parametersOf(study);
  const findings: Finding[] = [];
  if (parameters.length === 0)
    findings.push({
      ...errorAt(["vary"], "there is nothing to search", "vary a setting"),
      atKey: true,
    });
  if (search.objective === undefined) findings.push(withoutObjective("to search for"));
  const isLimited = [search.trials, search.minutes, search.steps].some(
    (limit) => limit !== undefined,
  );
  if (!isLimited && search.method !== "population")
    findings.push({
      ...errorAt(
        ["search"],
        "the search has no end",
        'limit it: "trials": 50, "minutes" or "steps"',
      ),
      atKey: true,
    });
  const ofSeed = parameters.find(({ paths }) => paths.includes(SEED));
  if (ofSeed)
    findings.push({
      ...errorAt(
        ["vary", ofSeed.name],
        "a seed is no setting that is better or worse",
        'put the seeds of each trial into "search": "seeds": [1, 2]',
      ),
      atKey: true,
    });
  return [...findings, ...checkPopulation(study, search), ...checkFirst(study)];
}

function checkPopulation(study: Study, search: SearchSettings): Finding[] {
  const { method, population, prune, objective } = search;
  if (method !== "population")
    return population
      ? [superfluous(at("population"), `the method ${method} has no population`)]
      : [];
  const findings: Finding[] = [];
  if (!population)
    findings.push(
      errorAt(
        at("method"),
        "how long a generation is, is not said",
        '"population": { "every": 500 }',
      ),
    );
  if ((search.trials ?? Infinity) < 2)
    findings.push(errorAt(at("trials"), "a population has two members or more", "remove it"));
  for (const [i, { take }] of listOf(objective).entries())
    if (take === "best") {
      const place = Array.isArray(objective) ? at("objective", i, "take") : at("objective", "take");
      findings.push(
        errorAt(place, "members are taken over as they are, by their last evaluation", "remove it"),
      );
    }
  if (prune) findings.push(superfluous(at("prune"), "a population replaces what is worse"));
  if (listOf(objective).length > 1)
    findings.push(errorAt(at("objective"), "a population has one objective", "remove one"));
  return [
    ...findings,
    ...parametersOf(study).flatMap(({ name, paths }) =>
      paths
        .filter((path) => !canBeChanged(path))
        .slice(0, 1)
        .map((path): Finding => ({
          ...errorAt(
            ["vary", name],
            `${path} cannot be changed while a run trains, as a population does`,
            'put it into "set", or use another method',
          ),
          atKey: true,
        })),
    ),
  ];
}

function checkSeeds({ seeds = [] }: SearchSettings): Finding[] {
  const repeated = seeds.findIndex((seed, i) => seeds.indexOf(seed) !== i);
  return repeated < 0
    ? []
    : [errorAt(at("seeds", repeated), `the seed ${seeds[repeated]} is there twice`, "remove one")];
}
