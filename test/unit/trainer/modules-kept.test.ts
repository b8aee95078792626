import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keepModule, keptModule, moduleHashes } from "../../../src/run";
import { GanError } from "../../../src/shared/errors";
import { loadModule } from "../../../src/trainer/modules/load";
import { moduleFolder } from "../../support/module-folder";

describe("Networks that are modules", () => {
  const { here, write } = moduleFolder();

  describe("are kept by a run", () => {
    it("as they were, and their files find each other", () => {
      write({
        "nets/deep/g.ts":
          'import { size } from "../../common/size";\nexport default { init: () => size, ' +
          "apply() {} };\n",
        "common/size.ts": "export const size = 20;\n",
      });
      const entry = here("nets/deep/g.ts");
      const run = here("run");
      keepModule(run, "generator", entry, loadModule("generator", entry).sources);
      write({ "common/size.ts": "export const size = 30;\n" });
      const kept = keptModule(run, "generator");
      assert.equal(
        (loadModule("generator", kept.entry).code.init as unknown as () => number)(),
        20,
      );
      const text = (name: string) => readFileSync(join(run, "modules/generator", name), "utf8");
      const expected = createHash("sha256")
        .update(
          `common/size.ts\0${text("common/size.ts")}\0nets/deep/g.ts\0${text("nets/deep/g.ts")}\0`,
        )
        .digest("hex");
      assert.equal(kept.sha256, expected);
      assert.deepEqual(moduleHashes(run), { generator: expected });
      // A run that was begun anew keeps nothing of the first beginning.
      write({ "g.cjs": "module.exports = { init() {}, apply() {} };" });
      keepModule(run, "generator", here("g.cjs"), loadModule("generator", here("g.cjs")).sources);
      assert.deepEqual(readdirSync(join(run, "modules/generator")), ["g.cjs"]);
      assert.notEqual(moduleHashes(run).generator, expected);
    });

    it("or the run says that it has lost them", () => {
      assert.throws(
        () => keptModule(here(), "discriminator"),
        (error) =>
          error instanceof GanError &&
          error.code === "bad-run" &&
          /lost the module of its discriminator/.test(error.message),
      );
      assert.deepEqual(moduleHashes(here()), {});
      assert.ok(!existsSync(here("modules")));
    });
  });
});
