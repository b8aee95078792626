import assert from "node:assert/strict";
import type { Method, PastTrial } from "../../../../src/search/outcome/history";
import { methodOf } from "../../../../src/search/methods";
import { randomPoint } from "../../../../src/search/methods/random";
import { SOBOL_DIMENSIONS, sobolPoint } from "../../../../src/search/methods/sobol";
import { tpePoint } from "../../../../src/search/methods/tpe/tpe";
import { isWithin, nearestValue } from "../../../../src/search/methods/values";
import { isActive, type Point, type Space } from "../../../../src/search/space/space";
import { sobol, sobolPoints } from "../../../support/search-parity";
import { at, entry, first } from "../../../support/values";

const SPACE: Space = [
  { name: "optimizer", domain: { kind: "choice", labels: ["Adam", "RMSprop", "SGD"] } },
  { name: "rate", domain: { kind: "float", from: 1e-5, to: 1e-1, log: true } },
  { name: "x", domain: { kind: "float", from: -1, to: 3, log: false } },
  { name: "dropout", domain: { kind: "float", from: 0.1, to: 0.6, log: false, step: 0.1 } },
  { name: "k", domain: { kind: "integer", from: 1, to: 5, log: false, step: 1 } },
  { name: "batch", domain: { kind: "integer", from: 32, to: 250, log: false, step: 32 } },
  { name: "units", domain: { kind: "integer", from: 1, to: 512, log: true, step: 1 } },
  { name: "one", domain: { kind: "integer", from: 3, to: 3, log: false, step: 1 } },
  {
    name: "beta1",
    domain: { kind: "float", from: 0, to: 0.9, log: false },
    when: { parameter: "optimizer", labels: ["Adam"] },
  },
];

/** The loss is least at a rate of 1e-3 and x = 1, under Adam. */
function lossOf(point: Point): number {
  const rate = Math.log10(entry(point, "rate")) + 3;
  return rate ** 2 + entry(point, "optimizer") + (entry(point, "x") - 1) ** 2;
}

/** Trials that a method chose one after another. */
function study(method: Method, count: number, seed = 0): PastTrial[] {
  const history: PastTrial[] = [];
  for (let number = 0; number < count; number++) {
    const point = method({ space: SPACE, history, number, seed });
    history.push({ number, point, state: "complete", losses: [lossOf(point)], reports: [] });
  }
  return history;
}

const METHODS: Record<string, Method> = {
  random: randomPoint,
  sobol: sobolPoint,
  tpe: tpePoint,
};

describe("Methods", () => {
  for (const [name, method] of Object.entries(METHODS)) {
    describe(name, () => {
      const trials = study(method, 60);

      it("gives every active parameter a value of its domain, and no other parameter", () => {
        for (const { point } of trials)
          for (const parameter of SPACE) {
            const value = point[parameter.name];
            assert.equal(value !== undefined, isActive(parameter, point, SPACE));
            if (value === undefined) continue;
            assert.ok(isWithin(parameter.domain, value), `${parameter.name} is ${value}`);
            if (parameter.domain.kind !== "choice")
              assert.equal(nearestValue(parameter.domain, value), value);
          }
      });

      it("chooses the same point again from the same history, and another with another seed", () => {
        assert.deepEqual(study(method, 20), trials.slice(0, 20));
        const other = study(method, 1, 7);
        assert.notDeepEqual(first(other).point, first(trials).point);
      });

      it("comes to every value of small domains", () => {
        for (const [parameter, values] of [
          ["optimizer", 3],
          ["dropout", 6],
          ["k", 5],
          ["batch", 7],
        ] as const)
          assert.equal(
            new Set(trials.map(({ point }) => point[parameter])).size,
            values,
            parameter,
          );
      });
    });
  }

  it("try no point twice before all have been tried, and then still answer", () => {
    const space: Space = [
      { name: "loss", domain: { kind: "choice", labels: ["minimax", "hinge", "wasserstein"] } },
      { name: "k", domain: { kind: "integer", from: 1, to: 4, log: false, step: 1 } },
    ];
    for (const method of ["random", "sobol", "tpe"] as const) {
      const history: PastTrial[] = [];
      for (let number = 0; number < 14; number++) {
        const point = methodOf({ method })({ space, history, number, seed: 0 });
        const losses = [entry(point, "k")];
        history.push({ number, point, state: "complete", losses, reports: [] });
      }
      const different = new Set(history.map(({ point }) => JSON.stringify(point)));
      assert.equal(different.size, 12, method);
    }
  });

  it("find better points by TPE than at random", () => {
    const best = (method: Method, seed: number): number =>
      Math.min(...study(method, 60, seed).map(({ losses }) => losses?.[0] ?? Infinity));
    const middle = (method: Method): number =>
      at(
        [1, 2, 3, 4, 5, 6, 7].map((seed) => best(method, seed)).sort((a, b) => a - b),
        3,
      );
    assert.ok(middle(tpePoint) < middle(randomPoint) / 2);
  });

  it("keep away by TPE from a trial that still runs", () => {
    const history = study(tpePoint, 30);
    const ask = (past: readonly PastTrial[]): Point =>
      tpePoint({ space: SPACE, history: past, number: 40, seed: 0 });
    const chosen = ask(history);
    const running: PastTrial[] = Array.from({ length: 5 }, (_, i) => ({
      number: 30 + i,
      point: chosen,
      state: "running",
      reports: [],
    }));
    assert.notDeepEqual(ask([...history, ...running]), chosen);
  });

  it("use by TPE no trial whose values lie outside a domain, as those of a warm start may", () => {
    const history = study(tpePoint, 30);
    const outside = history.map((trial) => ({ ...trial, point: { ...trial.point, x: 1e6 } }));
    const point = tpePoint({ space: SPACE, history: outside, number: 30, seed: 0 });
    for (const { name, domain } of SPACE) {
      const value = point[name];
      assert.ok(value === undefined || isWithin(domain, value), `${name} is ${value}`);
    }
  });
});

describe("Sobol' points", () => {
  it("are SciPy's, exactly", () => {
    const { few, many } = sobolPoints();
    assert.deepEqual(few, sobol.few);
    assert.deepEqual(
      many,
      sobol.many.map(({ point }) => point),
    );
    for (const point of many) assert.equal(point.length, SOBOL_DIMENSIONS);
  });

  it("still have one point in each part of a range after the digital shift", () => {
    const space: Space = [{ name: "x", domain: { kind: "float", from: 0, to: 64, log: false } }];
    const parts = Array.from({ length: 64 }, (_, number) => {
      const { x } = sobolPoint({ space, history: [], number, seed: 5 });
      return Math.floor(x ?? NaN);
    });
    assert.deepEqual(
      parts.sort((a, b) => a - b),
      Array.from({ length: 64 }, (_, i) => i),
    );
  });
});
