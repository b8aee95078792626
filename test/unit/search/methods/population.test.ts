import assert from "node:assert/strict";
import fc from "fast-check";
import { exploit, explore, takeOvers } from "../../../../src/search/methods/population";
import { isWithin, nearestValue } from "../../../../src/search/methods/values";
import { populationSchema } from "../../../../src/search/schema/search";
import { isActive, type Point, type Space } from "../../../../src/search/space/space";
import { at, entry } from "../../../support/values";

const SETTINGS = populationSchema.parse({ every: 100 });
const SPACE: Space = [
  { name: "optimizer", domain: { kind: "choice", labels: ["Adam", "RMSprop", "SGD", "Lion"] } },
  { name: "rate", domain: { kind: "float", from: 1e-5, to: 1e-1, log: true } },
  { name: "k", domain: { kind: "integer", from: 1, to: 10, log: false, step: 1 } },
  {
    name: "beta1",
    domain: { kind: "float", from: 0, to: 0.9, log: false },
    when: { parameter: "optimizer", labels: ["Adam"] },
  },
];
const FROM: Point = { optimizer: 1, rate: 1e-3, k: 4 };
const draws = (count: number, settings = SETTINGS, from = FROM): Point[] =>
  Array.from({ length: count }, (_, member) =>
    explore(SPACE, from, settings, { seed: 1, generation: 2, member }),
  );
const share = (points: readonly Point[], fits: (point: Point) => boolean): number =>
  points.filter(fits).length / points.length;
const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 1e-12 * wanted;

describe("Exploration of a population", () => {
  it("multiplies a number with one of the factors or draws it anew, as often as the settings say", () => {
    const points = draws(4000);
    const up = share(points, ({ rate = 0 }) => near(rate, 1.2e-3));
    const down = share(points, ({ rate = 0 }) => near(rate, 0.8e-3));
    for (const half of [up, down]) assert.ok(Math.abs(half - 0.375) < 0.03, `${half}`);
  });

  it("moves a choice to a neighbour in its list, or draws it anew", () => {
    const never = { ...SETTINGS, resample: 0 };
    const labels = draws(400, never).map((point) => entry(point, "optimizer"));
    assert.deepEqual([...new Set(labels)].sort(), [0, 2]);
    const atEnd = draws(400, never, { ...FROM, optimizer: 3 }).map((p) => entry(p, "optimizer"));
    assert.deepEqual([...new Set(atEnd)].sort(), [2, 3]);
    assert.equal(new Set(draws(400).map((point) => entry(point, "optimizer"))).size, 4);
  });

  it("keeps a whole number whole, and moves it by one at least", () => {
    const never = { ...SETTINGS, resample: 0 };
    assert.deepEqual([...new Set(draws(100, never).map(({ k }) => k))].sort(), [3, 5]);
    const fromOne = draws(100, never, { ...FROM, k: 1 }).map(({ k }) => k);
    assert.deepEqual([...new Set(fromOne)].sort(), [1, 2]);
  });

  it("stays within the domains, and has what the new choice has", () => {
    fc.assert(
      fc.property(
        fc.record({
          optimizer: fc.integer({ min: 0, max: 3 }),
          rate: fc.double({ min: 1e-5, max: 1e-1, noNaN: true }),
          k: fc.integer({ min: 1, max: 10 }),
          seed: fc.nat(),
          member: fc.nat(100),
        }),
        ({ seed, member, ...from }) => {
          const point = explore(SPACE, from, SETTINGS, { seed, generation: 0, member });
          for (const parameter of SPACE) {
            const value = point[parameter.name];
            assert.equal(value !== undefined, isActive(parameter, point, SPACE));
            if (value === undefined) continue;
            assert.ok(isWithin(parameter.domain, value));
            if (parameter.domain.kind !== "choice")
              assert.equal(nearestValue(parameter.domain, value), value);
          }
        },
      ),
    );
  });

  it("follows from seed, generation and member alone", () => {
    assert.deepEqual(draws(20), draws(20));
    const [mine, next, other] = [
      explore(SPACE, FROM, SETTINGS, { seed: 1, generation: 2, member: 3 }),
      explore(SPACE, FROM, SETTINGS, { seed: 1, generation: 3, member: 3 }),
      explore(SPACE, FROM, SETTINGS, { seed: 4, generation: 2, member: 3 }),
    ];
    assert.notDeepEqual(mine, next);
    assert.notDeepEqual(mine, other);
  });
});

describe("Exploitation of a population", () => {
  const losses = [5, 1, NaN, 4, 2, 8, 3, 7];

  it("lets the worst quarter take over from the best quarter, and nobody else", () => {
    const sources = Array.from({ length: 50 }, (_, generation) =>
      exploit(losses, SETTINGS, { seed: 0, generation }),
    );
    for (const source of sources)
      assert.deepEqual(
        source.map((other) => other !== undefined),
        losses.map((loss) => loss === 8 || Number.isNaN(loss)),
      );
    assert.deepEqual(
      [...new Set(sources.flatMap((source) => [at(source, 2), at(source, 5)]))].sort(),
      [1, 4],
    );
  });

  it("changes at most half of the members, as Ray Tune does", () => {
    const counts = [2, 3, 4, 5, 7].map(
      (members) =>
        exploit(
          Array.from({ length: members }, (_, i) => i),
          { quantile: 0.5 },
          { seed: 0, generation: 0 },
        ).filter((other) => other !== undefined).length,
    );
    assert.deepEqual(counts, [1, 1, 2, 2, 3]);
  });

  it("lets nobody take over from one that is not better", () => {
    assert.deepEqual(
      exploit([1, 1, 1, 1], SETTINGS, { seed: 0, generation: 0 }),
      Array(4).fill(undefined),
    );
    const diverged = exploit([Infinity, NaN], { quantile: 0.5 }, { seed: 0, generation: 0 });
    assert.deepEqual(diverged, [undefined, undefined]);
  });
});

describe("Members that cannot go on", () => {
  const draw = { seed: 3, generation: 1 };

  it("take over from one of the best, also where they are more than a quantile", () => {
    const losses = [0.5, Infinity, 0.1, Infinity, Infinity, 0.2, 0.3, 0.4];
    const canGoOn = losses.map(Number.isFinite);
    const from = takeOvers(losses, canGoOn, SETTINGS, draw);
    for (const member of [1, 3, 4]) assert.ok([2, 5].includes(at(from, member) ?? -1));
    for (const member of [0, 2, 5, 6, 7]) assert.equal(from[member], undefined);
    assert.deepEqual(takeOvers(losses, canGoOn, SETTINGS, draw), from, "and the same again");
  });

  it("stay where they are if nobody can", () => {
    const none = takeOvers([Infinity, Infinity], [false, false], SETTINGS, draw);
    assert.deepEqual(none, [undefined, undefined]);
  });
});
