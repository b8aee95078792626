import { errorAt, type Finding } from "../../experiment/finding";
import { checkSearch } from "./check-search";
import { clashesOf } from "./clashes";
import { countCombinations, isGrid, MAX_RUNS } from "../space/grid";
import { gridOfRange, parametersOf, type VariedParameter } from "../space/parameters";
import { remedyFor } from "../../experiment/remedy";
import type { Study } from "../schema";

/* What is wrong with a study that its schema cannot say, as far as the experiment is not needed. */

export function checkStudy(study: Study): Finding[] {
  const parameters = parametersOf(study);
  const findings = parameters.flatMap((parameter, i) => [
    ...checkChoices(parameter),
    ...checkRange(parameter, isGrid(study)),
    ...checkCondition(parameter, parameters, i),
  ]);
  return [
    ...findings,
    ...clashesOf(study),
    ...(findings.length === 0 && isGrid(study) ? tooMany(study) : []),
    ...checkSearch(study),
  ];
}

const errorAtKey = (path: Finding["path"], message: string, hint: string): Finding => ({
  ...errorAt(path, message, hint),
  atKey: true,
});

function tooMany(study: Study): Finding[] {
  const runs = countCombinations(study);
  if (runs <= MAX_RUNS) return [];
  const message = `these are ${runs.toLocaleString("en")} runs`;
  const hint =
    `vary less, a study has at most ${MAX_RUNS.toLocaleString("en")}; or let a search choose: ` +
    '"search": { "method": "tpe", ... }';
  return [errorAtKey(["vary"], message, hint)];
}

function checkChoices(parameter: VariedParameter): Finding[] {
  if (parameter.kind === "range") return [];
  const { name, choices } = parameter;
  const path = ["vary", name];
  if (choices.length === 0)
    return [errorAtKey(path, `"${name}" has no choices`, "name at least one")];
  const labels = choices.map(({ label }) => label);
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  return repeated === undefined
    ? []
    : [errorAtKey(path, `"${name}" has the value ${repeated} twice`, "remove one")];
}

function checkRange(parameter: VariedParameter, ofGrid: boolean): Finding[] {
  if (parameter.kind !== "range") return [];
  const { name, domain, count } = parameter;
  const { kind, from, to, log, step } = domain;
  const at = (key: string): Finding["path"] => ["vary", name, key];
  if (from >= to)
    return [
      errorAt(
        at("from"),
        `the range of "${name}" goes from ${from} to ${to}`,
        `"from" must be less than "to"; one value alone goes into "set"`,
      ),
    ];
  const findings: Finding[] = [];
  if (log && from <= 0)
    findings.push(
      errorAt(at("from"), `${from} has no logarithm`, 'begin above 0, or take the scale "linear"'),
    );
  if (log && step !== undefined && !(kind === "integer" && step === 1))
    findings.push(
      errorAtKey(at("step"), "a logarithmic range has no steps", 'remove it, or the "scale"'),
    );
  if (kind === "integer")
    findings.push(
      ...(["from", "to", "step"] as const).flatMap((key) => {
        const value = domain[key];
        return Number.isInteger(value)
          ? []
          : [errorAt(at(key), `${value} is no whole number`, 'give one, or remove "integer"')];
      }),
    );
  if (step !== undefined && step > to - from)
    findings.push(
      errorAt(at("step"), `a step of ${step} leads beyond the range`, "take a smaller one"),
    );
  if (ofGrid && findings.length === 0 && gridOfRange(domain, count) === undefined)
    findings.push(
      errorAtKey(
        ["vary", name],
        `a grid cannot take every number of the range of "${name}"`,
        'say in how many values it is divided: "count": 5; or let a search choose: ' +
          '"search": { "method": "tpe", ... }',
      ),
    );
  return findings;
}

function checkCondition(
  { name, when }: VariedParameter,
  all: readonly VariedParameter[],
  index: number,
): Finding[] {
  if (!when) return [];
  const place = ["vary", name, "when"];
  const parent = all.find((other) => other.name === when.parameter);
  const at = [...place, when.parameter];
  if (!parent) {
    const names = all.slice(0, index).map((other) => other.name);
    const remedy = remedyFor(when.parameter, names);
    return [{ ...errorAtKey(at, `there is no parameter "${when.parameter}"`, ""), ...remedy }];
  }
  if (parent.kind === "range")
    return [
      errorAtKey(
        at,
        `"${parent.name}" is a range, which no condition can name a value of`,
        "name a parameter with values or choices",
      ),
    ];
  if (all.indexOf(parent) >= index)
    return [
      errorAtKey(
        at,
        `"${parent.name}" does not stand before "${name}"`,
        `put "${parent.name}" first`,
      ),
    ];
  const labels = parent.choices.map(({ label }) => label);
  return when.labels.flatMap((label, i) =>
    labels.includes(label)
      ? []
      : [
          {
            ...errorAt([...at, i], `"${parent.name}" is never ${label}`, ""),
            ...remedyFor(label, labels),
          },
        ],
  );
}
