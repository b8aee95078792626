import assert from "node:assert/strict";
import type * as documented from "../../../examples/gan-network";
import { editorJsonSchema } from "../../../src/experiment/json-schema";
import { type Problem, parseExperiment } from "../../../src/experiment/parse";
import { withAbsolutePaths } from "../../../src/experiment/paths";
import { PRESETS } from "../../../src/experiment/presets";
import type { NetworkModule } from "../../../src/gan/module-contract";
import { GanError } from "../../../src/shared/errors";
import { loadModule } from "../../../src/trainer/modules/load";
import { at, first, present } from "../../support/values";
import { moduleFolder } from "../../support/module-folder";

/**
 * The types that people import are those that their modules meet: each goes in the other's place.
 */
export const asRun = (module: documented.NetworkModule): NetworkModule => module;
export const asDocumented = (module: NetworkModule): documented.NetworkModule => module;

const config = (
  generator: string,
  discriminator = '{ "layers": [{ "type": "dense", "units": 1 }] }',
) => `{
  "data": { "source": "ring" }, "latent": { "size": 2 },
  "generator": ${generator},
  "discriminator": ${discriminator},
  "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } },
  "objective": { "loss": "wasserstein" },
}`;

describe("Networks that are modules", () => {
  const { here, write } = moduleFolder();

  describe("in a config", () => {
    const errors = (text: string, within?: string): Problem[] =>
      parseExperiment(text, within).problems.filter(({ severity }) => severity === "error");
    const only = (text: string, within?: string): Problem => {
      const found = errors(text, within);
      assert.equal(found.length, 1, JSON.stringify(found, null, 1));
      return first(found);
    };

    it("stand in the place of layers, and nothing is said of what only layers show", () => {
      const { experiment, problems } = parseExperiment(
        config('{ "module": "./g.ts" }', '{ "module": "d.mjs" }'),
      );
      assert.deepEqual(problems, []);
      assert.deepEqual(
        [present(experiment).generator, present(experiment).discriminator],
        [{ module: "./g.ts" }, { module: "d.mjs" }],
      );
    });

    it("are told of by the editor", () => {
      const { properties } = (
        editorJsonSchema() as {
          if: {
            properties: Record<
              string,
              { properties: Record<string, { type: string; markdownDescription: string }> }
            >;
          };
        }
      ).if;
      for (const network of ["generator", "discriminator"]) {
        const { module } = present(properties[network]).properties;
        assert.equal(present(module).type, "string");
        assert.match(
          present(module).markdownDescription,
          /export default \{ init, apply \}[^]*\n`init\(\{ tf, input, output, random \}\)[^]*trusted workspace only\.$/,
        );
      }
    });

    it("have a path from the config's folder on", () => {
      const { experiment } = parseExperiment(config('{ "module": "./g.ts" }'));
      const { generator, discriminator } = withAbsolutePaths(present(experiment), here());
      assert.deepEqual(generator, { module: here("g.ts") });
      assert.deepEqual(discriminator, present(experiment).discriminator);
    });

    it("are explained where they are wrong", () => {
      assert.equal(
        only(config("{}")).message,
        'generator: needs "layers", or a "module" of your own',
      );
      assert.equal(
        only(config('{ "module": "g.py" }')).message,
        "module: the file's name must end in .ts, .js, .mjs, .cjs",
      );
      assert.equal(only(config('{ "module": 3 }')).message, "module must be a string, not 3");
      assert.deepEqual(
        errors(config('{ "modul": "g.ts" }')).map(({ hint }) => hint),
        ["", 'did you mean "module"?'],
      );
      const both = only(
        config('{ "layers": [{ "type": "dense", "units": 2 }], "module": "g.ts" }'),
      );
      assert.equal(both.message, "module: stands beside layers; remove one of them");
      assert.equal(
        both.column,
        at(config("{}").split("\n"), 2).length -
          2 +
          '{ "layers": [{ "type": "dense", "units": 2 }], "module": '.length,
      );
    });

    it("must be there, where the folder is known", () => {
      const missing = only(config('{ "module": "./g.ts" }'), here());
      assert.equal(missing.message, `there is no file ${here("g.ts")}`);
      assert.deepEqual([missing.line, missing.path], [3, ["generator", "module"]]);
      write({ "g.ts": "" });
      assert.deepEqual(errors(config('{ "module": "./g.ts" }'), here()), []);
    });
  });

  describe("are loaded", () => {
    const load = (name: string) => loadModule("generator", here(name));
    const sizes = (name: string): unknown => {
      const { code } = load(name);
      return (code.init as unknown as (given: object) => unknown)({ by: 2 });
    };
    const failure = (name: string): GanError => {
      try {
        load(name);
      } catch (error) {
        assert.ok(error instanceof GanError);
        assert.equal(error.code, "bad-module");
        return error;
      }
      throw new Error(`${name} could be loaded`);
    };

    it("from TypeScript, with other files of the person's, and without its types", () => {
      write({
        "nets/g.ts":
          'import type { Tensor } from "nowhere";\nimport { basename } from ' +
          '"node:path";\nimport { size, type Size } from "../common/size";\nimport more ' +
          'from "./more.js";\nexport default {\n  init({ by }: { by: number }): Size { ' +
          'return { size: size * by, more, name: basename("a/b") }; },\n  apply(x: Tensor) ' +
          "{ return x; },\n};\n",
        "common/size.ts":
          "export interface Size { size: number }\nexport enum Colour { Red = 7 }\nexport " +
          "const size: number = 20 as number;\n",
        "nets/more.ts": 'import { Colour } from "../common/size";\nexport default Colour.Red;\n',
      });
      assert.deepEqual(sizes("nets/g.ts"), { size: 40, more: 7, name: "b" });
      assert.deepEqual(
        [...load("nets/g.ts").sources.keys()].sort(),
        ["common/size.ts", "nets/g.ts", "nets/more.ts"].map((name) => here(name)),
      );
    });

    it("from JavaScript of both kinds", () => {
      write({
        "a.mjs": "const init = ({ by }) => by; export default { init, apply: (x) => x };",
        "b.js": "export function init({ by }) { return by; }\nexport const apply = (x) => x;",
        "c.cjs":
          "const { twice } = require('./twice'); module.exports = { init: ({ by }) => " +
          "twice(by) / 2, apply: (x) => x };",
        "d.js": "module.exports = { init: ({ by }) => by, apply: (x) => x };",
        "twice/index.js": "exports.twice = (x) => 2 * x;",
      });
      for (const name of ["a.mjs", "b.js", "c.cjs", "d.js"]) assert.equal(sizes(name), 2, name);
    });

    it("with file, line and column of a mistake in the syntax", () => {
      write({
        "a.ts": "const x: number = 1;\nconst y = (;\n",
        "b.ts": "let x: number = 1;\nlet x = 2;\n",
        "c.js": "let x = 1;\nlet x = 2;\n",
        "d.ts": 'import "./a";\n',
      });
      assert.match(
        failure("a.ts").message,
        /^generator \(a\.ts\): not valid TypeScript: Unexpected token \(.*a\.ts:2:12\)$/,
      );
      assert.match(failure("b.ts").message, /'x' has already been declared \(.*b\.ts:2\)$/);
      assert.match(
        failure("c.js").message,
        /not valid JavaScript: .*'x' has already been declared \(.*c\.js:2:5\)$/,
      );
      assert.match(failure("d.ts").message, /^generator \(d\.ts\): .*\(.*a\.ts:2:12\)$/);
    });

    it("with the place of what their own code throws", () => {
      write({
        "a.ts": "type A = number;\n\nthrow new Error('not today');\n",
        "b.ts":
          "export default {\n  init() { return fail(); },\n  apply() {},\n};\n\nfunction " +
          "fail(): never {\n  throw new TypeError('no');\n}\n",
      });
      assert.match(failure("a.ts").message, /it could not be loaded: not today \(.*a\.ts:3\)$/);
      const { code, placeOf } = load("b.ts");
      assert.throws(
        () => code.init({} as never),
        (error) => placeOf(error) === ` (${here("b.ts")}:7)`,
      );
      assert.equal(placeOf(new Error("elsewhere")), "");
    });

    it("with a word on what they lack", () => {
      write({
        "a.ts": "export const size = 3;",
        "b.ts": "export default { init() {} };",
        "c.ts": 'import { x } from "./nowhere";\nexport default x;',
        "d.ts": 'import * as tf from "@tensorflow/tfjs-core";\nexport default tf.zeros([1]);',
      });
      for (const name of ["a.ts", "b.ts"]) {
        assert.match(failure(name).message, /exports no network/);
        assert.match(failure(name).hint, /export default \{ init/);
      }
      assert.match(
        failure("c.ts").message,
        /c\.ts imports "\.\/nowhere", and there is no such file/,
      );
      assert.match(failure("d.ts").message, /imports "@tensorflow\/tfjs-core"/);
      assert.match(failure("d.ts").hint, /the tf that init and apply are given/);
      assert.match(failure("e.ts").message, /e\.ts cannot be read/);
    });
  });

  it("come with the template that has one", () => {
    const { text, files } = present(PRESETS.find(({ id }) => id === "own-generator"));
    write({
      "new.gan.json": text,
      ...Object.fromEntries(files.map(({ name, text }) => [name, text])),
    });
    assert.deepEqual(parseExperiment(text, here()).problems, []);
    assert.ok(loadModule("generator", here("own-generator.ts")).code.apply);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["own-generator.ts", "gan-network.d.ts"],
    );
  });
});
