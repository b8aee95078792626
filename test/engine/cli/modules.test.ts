import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGan } from "../../support/command-line";

describe("Networks that are modules", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-modules-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const gan = (...args: string[]) => runGan(args, folder);

  describe("on the command line", () => {
    it("come with their template, are tried by validate, kept by a run and compared", async () => {
      assert.match(
        (await gan("new", "own-generator", "mine.gan.json")).stdout,
        /^mine\.gan\.json, own-generator\.ts, gan-network\.d\.ts written/,
      );
      assert.match(
        (await gan("validate", "mine.gan.json")).stdout,
        new RegExp(
          String.raw`^mine\.gan\.json: a valid experiment; generator: own-generator\.ts, ` +
            String.raw`16,834 numbers to train\n {2}training needs .* beside the engine's ` +
            String.raw`and the module's: `,
        ),
      );
      const train = (dir: string) =>
        gan(
          "train",
          "mine.gan.json",
          "--run-dir",
          dir,
          "--steps",
          "20",
          "--set",
          "evaluation.every=0",
        );
      for (const dir of ["a", "b"]) {
        const { code, stderr } = await train(dir);
        assert.equal(code, 0, stderr);
        writeFileSync(
          join(folder, "own-generator.ts"),
          readFileSync(join(folder, "own-generator.ts"), "utf8").replace("tf.sin(", "tf.cos("),
        );
      }
      assert.deepEqual(readdirSync(join(folder, "a", "modules", "generator")), [
        "own-generator.ts",
      ]);
      const { stdout } = await gan("compare", "a", "b");
      assert.match(stdout, /generator\.sha256 +[0-9a-f]{12} +[0-9a-f]{12}/);
      // What a person has changed is not written over.
      const changed = readFileSync(join(folder, "own-generator.ts"), "utf8");
      assert.match((await gan("new", "own-generator")).stdout, /^own-generator\.gan\.json written/);
      assert.equal(readFileSync(join(folder, "own-generator.ts"), "utf8"), changed);
    });

    it("that are missing or broken are refused; other configs are still checked", async () => {
      await gan("new", "own-generator", "mine.gan.json");
      await gan("new", "gaussian-1d");
      write(
        "own-generator.ts",
        "export default { init: ({ tf }) => ({ w: tf.zeros([2, 3]) }), apply: ({ tf, " +
          "weights, x }) => tf.matMul(x, weights.w) };",
      );
      const broken = await gan("validate", "mine.gan.json", "gaussian-1d.gan.json");
      assert.equal(broken.code, 2);
      assert.match(
        broken.stdout,
        /^gaussian-1d\.gan\.json: a valid experiment\n {2}training needs at least .*\n$/,
      );
      assert.match(broken.stderr, /^error: generator \(own-generator\.ts\): apply makes \[2, 3\]/);
      assert.equal((await gan("train", "mine.gan.json")).code, 2);
      rmSync(join(folder, "own-generator.ts"));
      for (const command of ["validate", "train"]) {
        const { code, stderr } = await gan(command, "mine.gan.json");
        assert.equal(code, 2);
        assert.match(
          stderr,
          new RegExp(
            String.raw`^error: there is no file .*own-generator\.ts ` +
              String.raw`\(mine\.gan\.json:5:28\); a relative path starts at the folder of the ` +
              String.raw`config\n$`,
          ),
        );
      }
    });

    it("go through a study whose folder is elsewhere", async () => {
      await gan("new", "own-generator");
      write(
        "s.study.json",
        JSON.stringify({
          base: "own-generator.gan.json",
          set: { "training.steps": 4 },
          vary: { "training.batchSize": [8, 16] },
        }),
      );
      const study = mkdtempSync(join(tmpdir(), "gan-study-"));
      const { code, stdout, stderr } = await gan("search", "s.study.json", "--study-dir", study);
      assert.equal(code, 0, stdout + stderr);
      for (const run of readdirSync(join(study, "runs")))
        assert.ok(existsSync(join(study, "runs", run, "modules", "generator", "own-generator.ts")));
      rmSync(study, { recursive: true });
    });
  });
});
