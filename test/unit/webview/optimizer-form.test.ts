import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { changeProblems } from "../../../src/experiment/changeable";
import { optimizerForms } from "../../../src/experiment/optimizer-forms";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import {
  adjustmentSchema,
  type OptimizerConfig,
  optimizerSchema,
} from "../../../src/experiment/schema";
import {
  adjustmentFields,
  optimizerFields,
  valueOfFields,
} from "../../../src/shared/protocol/optimizer-fields";
import {
  ADJUSTMENTS,
  AROUND,
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "../../../src/shared/protocol/optimizer-settings";
import {
  fieldsOf,
  isAbout,
  readForm,
  withText,
} from "../../../webview/dashboard/optimizer-reading";
import { REPOSITORY } from "../../support/paths";
import { at, entry, present } from "../../support/values";

const TYPES = Object.keys(OPTIMIZER_SETTINGS);
const EXPERIMENT = present(parseExperiment(at(PRESETS, 0).text).experiment);
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
  const fields = [...own, ...around].map((field) => ({
    ...field,
    text: texts[field.setting.name] ?? field.text,
  }));
  return optimizerSchema.parse(valueOfFields(type, fields));
}

describe("The form of an optimizer", () => {
  it("has every optimizer, in a group, with the defaults of the experiment's schema", () => {
    assert.deepEqual(
      [...TYPES].sort(),
      optimizerSchema.options.map((option) => option.shape.type.value).sort(),
    );
    assert.deepEqual(
      [...new Set(Object.values(OPTIMIZER_SETTINGS).map(({ kind }) => kind))].sort(),
      [...OPTIMIZER_KINDS].sort(),
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

  it("offers the choices of the schema, and leaving one out", () => {
    for (const [type, { settings }] of Object.entries(OPTIMIZER_SETTINGS))
      for (const setting of [...settings, ...AROUND]) {
        for (const value of setting.choice?.values ?? [])
          assert.doesNotThrow(
            () => optimizerSchema.parse(withSetting(type, setting, value)),
            `${type}: ${value}`,
          );
        if (setting.choice) assert.ok(setting.choice.none, `${type}: ${setting.name}`);
        if (setting.flag)
          assert.doesNotThrow(() => optimizerSchema.parse(withSetting(type, setting, true)));
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

  it("takes a schedule as it is written in a config", () => {
    const schedule = { type: "linear", from: 0.01, to: 0, end: 100 };
    assert.deepEqual(
      filled("sgd", undefined, { learningRate: JSON.stringify(schedule) }),
      optimizerSchema.parse({ type: "sgd", learningRate: schedule }),
    );
  });

  for (const [text, path] of [
    ["", "learningRate"],
    ["fast", "beta1"],
    ["1", "beta2"],
    ["0", "clip.limit"],
    ["2.5", "lookahead.every"],
    ["0", "lookahead.rate"],
    ["1e999", "l1"],
    ['{ "type": "linear", "from": -1, "to": 0, "end": 9 }', "weightDecay"],
  ] as const) {
    it(`says at the field which value cannot be: ${path} "${text}"`, () => {
      const now = optimizerSchema.parse({ type: "adam", weightDecay: 1, ...everything });
      const fields = fieldsOf("adam", now);
      const field = present(
        [...fields.own, ...fields.around].find(
          ({ setting: { group, name } }) => (group ? `${group}.${name}` : name) === path,
        ),
      );
      const { set } = readForm(["generator"], "keep", withText(fields, field, text));
      const problems = changeProblems(EXPERIMENT, set, 1000);
      const all = [...fields.own, ...fields.around].map(({ setting }) => setting);
      const marked = all.filter((setting) => problems.some((one) => isAbout(one, setting)));
      assert.deepEqual(marked, [field.setting], JSON.stringify(problems));
    });
  }
});

describe("The form of an adjustment of gradients", () => {
  it("has every adjustment and setting of the schema, with its defaults", () => {
    const types = adjustmentSchema.options.map(({ shape }) => shape.type.value);
    assert.deepEqual(Object.keys(ADJUSTMENTS), types);
    for (const { shape } of adjustmentSchema.options) {
      const type = shape.type.value;
      const fields = adjustmentFields(type, undefined);
      const names = fields.map(({ setting }) => setting.name);
      assert.deepEqual(["type", ...names], Object.keys(shape));
      assert.deepEqual(valueOfFields(type, fields), adjustmentSchema.parse({ type }));
    }
  });

  for (const config of [
    { type: "consensus", weight: { type: "linear", from: 10, to: 0, end: 9 } },
    { type: "symplectic", weight: 0.5, align: false },
    { type: "competitive", iterations: 3 },
  ]) {
    it(`gives back what it was opened with: ${config.type}`, () => {
      const now = adjustmentSchema.parse(config);
      assert.deepEqual(valueOfFields(now.type, adjustmentFields(now.type, now)), now);
    });
  }

  it("turns a flag that is on by default off", () => {
    const fields = adjustmentFields("symplectic", undefined);
    const emptied = fields.map((field) => (field.setting.flag ? { ...field, text: "" } : field));
    const value = { type: "symplectic", weight: 1, align: false };
    assert.deepEqual(valueOfFields("symplectic", emptied), value);
  });
});

describe("The file from which pages know the optimizers", () => {
  it("is the one that the schema makes; `npm run docs` writes it", () => {
    const file = join(REPOSITORY, "src", "shared", "protocol", "optimizer-forms.json");
    const made = `${JSON.stringify(optimizerForms(), null, 1)}\n`;
    assert.equal(readFileSync(file, "utf8"), made);
  });
});
