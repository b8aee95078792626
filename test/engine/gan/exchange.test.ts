import { onEngine } from "../../support/gan";
import { at, entry, first } from "../../support/values";
import assert from "node:assert/strict";
import { type OptimizerType, optimizerSchema } from "../../../src/experiment/schema";
import { carryOver, optimizer, settingsAt } from "../../../src/gan/optimizers";
import { rootKey } from "../../../src/gan/random";
import type { Tree } from "../../../src/gan/tree";
import { scalar, tensor1d, tidy } from "../../../src/tensor/tf";

const PARAMETERS = { "0/kernel": [1, -2], "1/bias": [3] };
const GRADIENTS = { "0/kernel": [0.5, -4], "1/bias": [10] };
const tensors = (values: Record<string, number[]>): Tree =>
  Object.fromEntries(Object.entries(values).map(([name, x]) => [name, tensor1d(x)]));
const numbers = (state: Tree) =>
  Object.fromEntries(Object.entries(state).map(([name, x]) => [name, [...x.dataSync()]]));

const config = (type: OptimizerType, more: object = {}) =>
  optimizerSchema.parse({ type, learningRate: 1, ...more });
/** Slots after some updates with the same gradient, of an optimizer that starts with `slots`. */
function updated(
  type: OptimizerType,
  times: number,
  slots?: Tree,
  more?: object,
): { slots: Tree; updates: Tree } {
  const { init, update } = optimizer(config(type, more));
  let result = { slots: slots ?? init(tensors(PARAMETERS)), updates: {} as Tree };
  for (let i = 0; i < times; i++) {
    const hyper = Object.fromEntries(
      Object.entries(settingsAt(config(type, more), i)).map(([name, value]) => [
        name,
        scalar(value),
      ]),
    );
    result = update(tensors(GRADIENTS), result.slots, hyper, {
      parameters: tensors(PARAMETERS),
      key: rootKey(1, i),
    });
  }
  return result;
}
const exchange = (
  from: OptimizerType,
  to: OptimizerType,
  times = 5,
  more: { from?: object; to?: object } = {},
) => {
  const old = updated(from, times, undefined, more.from).slots;
  return { old, ...carryOver(old, optimizer(config(to, more.to)).init(tensors(PARAMETERS))) };
};

describe("Exchange of an optimizer", () => {
  onEngine("tensorflow", () => {
    const lookahead = { lookahead: {} };
    const kept: [OptimizerType, OptimizerType, string[], { from?: object; to?: object }?][] = [
      ["adam", "adam", ["firstMoment", "secondMoment"]],
      ["adam", "rmsprop", ["secondMoment"]],
      ["rmsprop", "adam", ["secondMoment"]],
      ["momentum", "momentum", ["velocity"]],
      ["adam", "sgd", []],
      ["sgd", "adam", []],
      ["adam", "momentum", []],
      ["momentum", "rmsprop", []],
      ...(["amsgrad", "adamw", "nadam", "radam", "optimisticAdam"] as const).map(
        (to): [OptimizerType, OptimizerType, string[]] => [
          "adam",
          to,
          ["firstMoment", "secondMoment"],
        ],
      ),
      ["adadelta", "adam", ["secondMoment"]],
      ["adam", "adabelief", []],
      ["adabelief", "adam", []],
      ["adabelief", "lion", ["firstMoment"]],
      ["adabelief", "adabelief", ["firstMoment", "squaredDeviation"]],
      ["adagrad", "rmsprop", []],
      ["rmsprop", "adadelta", ["secondMoment"]],
      ["adam", "lion", ["firstMoment"]],
      ["adamax", "lion", ["firstMoment"]],
      ["momentum", "rmsprop", ["velocity"], { to: { momentum: 0.9 } }],
      ["momentum", "momentum", [], { to: { rule: "pytorch" } }],
      ["momentum", "momentum", ["velocity"], { to: { nesterov: true } }],
      ["rmsprop", "rmsprop", [], { to: { centered: true } }],
      ["sgd", "adam", ["slowWeights"], { from: lookahead, to: lookahead }],
      ["sgd", "sgd", [], { to: lookahead }],
      ["muon", "muon", ["firstMoment", "secondMoment"]],
    ];
    for (const [from, to, names, more] of kept) {
      it(
        `${from} -> ${to}${more ? ` (${JSON.stringify(more)})` : ""} keeps ` +
          `${names.join(" and ") || "nothing"}`,
        () =>
          tidy(() => {
            const { old, slots, carriedOver } = exchange(from, to, 5, more);
            assert.deepEqual(carriedOver.sort(), names);
            const fresh = optimizer(config(to, more?.to)).init(tensors(PARAMETERS));
            assert.deepEqual(
              Object.keys(slots).sort(),
              Object.keys(fresh).sort(),
              "exactly the new optimizer's slots",
            );
            for (const [name, values] of Object.entries(numbers(slots))) {
              const source = names.includes(first(name.split("/"))) ? old : fresh;
              assert.deepEqual(values, numbers(source)[name], name);
            }
          }),
      );
    }

    for (const [from, to] of [
      ["lion", "adam"],
      ["lion", "adamax"],
      ["adam", "adamax"],
      ["adamax", "adam"],
    ] as const) {
      it(
        `${from} -> ${to} takes no mean of gradients without what it is divided by, and so ` +
          "makes no huge step",
        () =>
          tidy(() => {
            const { slots, carriedOver } = exchange(from, to);
            assert.deepEqual(carriedOver, []);
            // Gradients that happen to be nearly 0, after five of the usual size.
            const small = tensors({ "0/kernel": [1e-6, -1e-6], "1/bias": [1e-6] });
            const { updates } = optimizer(config(to)).update(
              small,
              slots,
              { learningRate: scalar(1) },
              { parameters: tensors(PARAMETERS), key: rootKey(1, 0) },
            );
            for (const u of Object.values(numbers(updates)).flat())
              assert.ok(Math.abs(u) <= 1.01, `${u}`);
          }),
      );
    }

    it("rmsprop -> adam: each moment has its own count, so bias correction is right", () =>
      tidy(() => {
        const { slots } = exchange("rmsprop", "adam", 5);
        assert.deepEqual(
          [numbers(slots)["firstMoment/count"], numbers(slots)["secondMoment/count"]],
          [[0], [5]],
        );
        // Both configs decay differently here on purpose: RMSprop's mean after 5 equal gradients is
        // g^2 (1 - 0.9^5).
        const next = updated("adam", 1, slots);
        assert.deepEqual(
          [numbers(next.slots)["firstMoment/count"], numbers(next.slots)["secondMoment/count"]],
          [[1], [6]],
        );
        for (const [name, g] of Object.entries(GRADIENTS)) {
          g.forEach((gradient, i) => {
            const second = 0.999 * gradient ** 2 * (1 - 0.9 ** 5) + 0.001 * gradient ** 2;
            const expected = gradient / (Math.sqrt(second / (1 - 0.999 ** 6)) + 1e-8);
            assert.ok(
              Math.abs(at(entry(numbers(next.updates), name), i) / expected - 1) < 1e-5,
              `${name}: ${entry(numbers(next.updates), name)[i]} instead of ${expected}`,
            );
          });
        }
      }));

    it("adam -> adam with another rate goes on as if nothing had happened", () =>
      tidy(() => {
        const { slots } = exchange("adam", "adam", 5);
        assert.deepEqual(
          numbers(updated("adam", 1, slots, { learningRate: 0.5 }).updates),
          numbers(
            Object.fromEntries(
              Object.entries(updated("adam", 6).updates).map(([name, u]) => [name, u.mul(0.5)]),
            ),
          ),
        );
      }));

    it("momentum's velocity is in units of the parameters: it means the same at another rate", () =>
      tidy(() => {
        const { slots } = exchange("momentum", "momentum", 2);
        // v = 0.9 g + g, then 0.9 v + 0.1 g.
        assert.deepEqual(
          entry(
            numbers(updated("momentum", 1, slots, { learningRate: 0.1 }).updates),
            "1/bias",
          ).map((v) => Number(v.toPrecision(6))),
          [0.9 * 19 + 1],
        );
      }));
  });
});
