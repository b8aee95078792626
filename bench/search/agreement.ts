import {
  decisionsOf,
  densitiesOf,
  densityDifference,
  importance,
  importanceDifference,
  normalDifference,
  pruners,
  sobol,
  sobolPoints,
  tpe,
} from "../../test/support/search-parity";
import { isDeepStrictEqual } from "node:util";
import type { Part } from "./part";

/* How closely methods, pruners and importance agree with those of Optuna and SciPy. */

interface Row {
  what: string;
  reference: string;
  /** The largest difference, or how many of how many are equal. */
  agreement: string;
}

interface Result {
  rows: Row[];
}

const largest = (differences: readonly number[]): string =>
  `largest difference ${Math.max(...differences).toExponential(1)}`;

const equal = (those: readonly boolean[]): string =>
  `${those.filter(Boolean).length} of ${those.length} equal`;

function run(): Promise<Result> {
  const { optuna, scipy } = tpe.madeWith;
  const groups = tpe.cases.flatMap((one) => one.groups.map((group) => ({ one, group })));
  const recorded = pruners.cases.flatMap((one) => {
    const ours = decisionsOf(one);
    return one.events.map(([, , , pruned], i) => ours[i] === (pruned === 1));
  });
  const points = sobolPoints();
  const rows: Row[] = [
    {
      what: "TPE: log l and log g at given candidates of given histories",
      reference: `Optuna ${optuna}`,
      agreement: largest(groups.map(({ one, group }) => densityDifference(one, group))),
    },
    {
      what: "TPE: which candidate is chosen",
      reference: `Optuna ${optuna}`,
      agreement: equal(groups.map(({ one, group }) => densitiesOf(one, group).best === group.best)),
    },
    {
      what: "Median, successive halving and Hyperband: decisions on recorded studies",
      reference: `Optuna ${optuna}`,
      agreement: equal(recorded),
    },
    {
      what: "Importance by PED-ANOVA, conditional parameters among them",
      reference: `Optuna ${optuna}`,
      agreement: largest(importance.cases.map(importanceDifference)),
    },
    {
      what: "Sobol' points of 128 dimensions",
      reference: `SciPy ${scipy}`,
      agreement: equal([
        ...points.few.map((row, i) => isDeepStrictEqual(row, sobol.few[i])),
        ...points.many.map((row, i) => isDeepStrictEqual(row, sobol.many[i]?.point)),
      ]),
    },
    {
      what: "Phi and log Phi over the whole range, relative",
      reference: `SciPy ${scipy}`,
      agreement: largest([normalDifference()]),
    },
  ];
  return Promise.resolve({ rows });
}

function section({ rows }: Result): string[] {
  return [
    "Of what `test/fixtures/search-*.py` recorded; the tests check the same.",
    "",
    "| | reference | agreement |",
    "| --- | --- | --- |",
    ...rows.map(({ what, reference, agreement }) => `| ${what} | ${reference} | ${agreement} |`),
  ];
}

export const agreement: Part<Result> = { title: "Agreement", run, section };
