import assert from "node:assert/strict";
import { type OptimizerConfig, optimizerSchema } from "../../../src/experiment/schema";
import {
  isAllowed,
  optimizerFields,
  optimizerOf,
} from "../../../src/shared/protocol/optimizer-fields";
import {
  AROUND,
  type NumberSetting,
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "../../../src/shared/protocol/optimizer-settings";
import { entry } from "../../support/values";

const TYPES = Object.keys(OPTIMIZER_SETTINGS);
const isNumber = (setting: OptimizerSetting): setting is NumberSetting => setting.kind === "number";
/** What else an object of the optimizer must hold, so that its number can be tried. */
const BESIDE: Partial<Record<string, object>> = { clip: { type: "norm", limit: 1 } };
const withSetting = (type: string, { group, name }: OptimizerSetting, value: unknown): object =>
  group ? { type, [group]: { ...BESIDE[group], [name]: value } } : { type, [name]: value };

/**
 * The optimizer of a form that shows `type` while the network has `now`, with some fields filled in
 * anew.
 */
function filled(
  type: string,
  now?: OptimizerLike,
  texts: Record<string, string> = {},
): OptimizerConfig {
  const { own, around } = optimizerFields(type, now);
  const read = optimizerOf(
    type,
    [...own, ...around].map((field) => ({
      ...field,
      text: texts[field.setting.name] ?? field.text,
    })),
  );
  assert.ok("optimizer" in read, JSON.stringify(read));
  return optimizerSchema.parse(read.optimizer);
}

describe("The form of an optimizer", () => {
  it("has every optimizer, in a group, with the defaults of the experiment's schema", () => {
    assert.deepEqual(
      [...TYPES].sort(),
      optimizerSchema.options.map((option) => option.shape.type.value).sort(),
    );
    assert.deepEqual(
      [...new Set(Object.values(OPTIMIZER_SETTINGS).map(({ kind }) => kind))],
      [...OPTIMIZER_KINDS],
    );
    for (const type of TYPES) assert.deepEqual(filled(type), optimizerSchema.parse({ type }));
  });

  it("has every setting of the schema", () => {
    for (const option of optimizerSchema.options) {
      const settings = [...entry(OPTIMIZER_SETTINGS, option.shape.type.value).settings, ...AROUND];
      assert.deepEqual(
        [...new Set(["type", ...settings.map(({ name, group }) => group ?? name)])].sort(),
        Object.keys(option.shape).sort(),
      );
    }
  });

  it("allows the values that the schema allows", () => {
    for (const [type, { settings }] of Object.entries(OPTIMIZER_SETTINGS)) {
      for (const setting of [...settings, ...AROUND].filter(isNumber)) {
        for (const value of [-1, 0, 1e-9, 0.5, 1, 1.5, 2, 1e6]) {
          assert.equal(
            isAllowed(setting, value),
            optimizerSchema.safeParse(withSetting(type, setting, value)).success,
            `${type}: ${setting.label} = ${value}`,
          );
        }
      }
      for (const setting of [...settings, ...AROUND]) {
        if (setting.kind === "choice")
          for (const value of setting.values)
            assert.doesNotThrow(
              () => optimizerSchema.parse(withSetting(type, setting, value)),
              `${type}: ${value}`,
            );
        if (setting.kind === "flag")
          assert.doesNotThrow(() => optimizerSchema.parse(withSetting(type, setting, true)));
      }
    }
  });

  const everything = {
    clip: { type: "globalNorm", limit: 2 },
    gradientNoise: { eta: 0.3, gamma: 0.5 },
    l1: { type: "linear", from: 0, to: 1, end: 9 },
    lookahead: { every: 4, rate: 0.8 },
  };
  for (const config of [
    {
      type: "momentum",
      learningRate: { type: "cosine", from: 0.1, end: 100 },
      momentum: 0.5,
      nesterov: true,
      rule: "pytorch",
      weightDecay: 0.1,
      ...everything,
    },
    { type: "rmsprop", centered: true, momentum: 0, decoupledWeightDecay: 0.01, ...everything },
    { type: "lion", beta1: 0, weightDecay: 0.5, ...everything },
  ]) {
    it(`gives back what it was opened with: ${config.type}`, () => {
      const now = optimizerSchema.parse(config);
      assert.deepEqual(filled(config.type, now), now);
    });
  }

  it("keeps a schedule where its field is left empty, and takes a number in its place", () => {
    const now = optimizerSchema.parse({
      type: "sgd",
      learningRate: { type: "step", initial: 1, factor: 0.5, every: 10 },
    });
    assert.deepEqual(filled("sgd", now), now);
    assert.deepEqual(filled("sgd", now, { learningRate: " 0.2 " }), {
      type: "sgd",
      learningRate: 0.2,
    });
  });

  it("keeps what goes around an optimizer at another type, not its settings", () => {
    const now = optimizerSchema.parse({
      type: "adam",
      learningRate: 0.5,
      beta1: 0.1,
      weightDecay: 1,
      ...everything,
    });
    const { l1, clip, gradientNoise, lookahead } = now;
    assert.deepEqual(
      filled("radam", now),
      optimizerSchema.parse({ type: "radam", l1, clip, gradientNoise, lookahead }),
    );
  });

  it("leaves out what is emptied", () => {
    const now = optimizerSchema.parse({
      type: "momentum",
      nesterov: true,
      rule: "pytorch",
      weightDecay: 0.1,
      ...everything,
      l1: 1,
    });
    assert.deepEqual(
      filled("momentum", now, {
        nesterov: "",
        rule: "",
        weightDecay: "",
        l1: "",
        type: "",
        eta: " ",
        every: "",
      }),
      optimizerSchema.parse({ type: "momentum" }),
    );
  });

  for (const [text, name] of [
    ["", "learningRate"],
    ["fast", "beta1"],
    ["1", "beta2"],
    ["0", "limit"],
    ["2.5", "every"],
    ["0", "rate"],
    ["1e999", "l1"],
  ] as const) {
    it(`says which number cannot be: ${name} "${text}"`, () => {
      const { own, around } = optimizerFields(
        "adam",
        optimizerSchema.parse({ type: "adam", ...everything }),
      );
      const read = optimizerOf(
        "adam",
        [...own, ...around].map((field) =>
          field.setting.name === name ? { ...field, text } : field,
        ),
      );
      assert.equal("wrong" in read && read.wrong.name, name);
    });
  }
});
