import {
  INCEPTION_BOUND,
  inceptionCases,
  inceptionDifference,
  madeUpWeight,
  madeUpWeights,
} from "../../support/inception-parity";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEngine } from "../../../src/engine";
import { createEagerProgram } from "../../../src/engine/eager/program";
import { dataSchema, networkSchema } from "../../../src/experiment/schema";
import { encodeSafetensors } from "../../../src/run/safetensors";
import { CACHE_VARIABLE, cacheDirs } from "../../../src/shared/files/cache";
import { GanError } from "../../../src/shared/errors";
import type { Evaluation } from "../../../src/shared/run/run";
import { memory, tensor1d } from "../../../src/tensor/tf";
import type { Values } from "../../../src/tensor/values";
import {
  deleteWeights,
  keepNumbers,
  readNumbers,
  readWeights,
} from "../../../src/extractors/cache";
import { extract, type Stage } from "../../../src/trainer/features/extractor";
import {
  INCEPTION_STAGES,
  inceptionExtractor,
  inceptionWeights,
} from "../../../src/trainer/features/inception";
import { NETWORK, piecesOf } from "../../../src/trainer/features/inception-layers";
import { INCEPTION_NAME } from "../../../src/extractors/names";
import { writeNpy } from "../../../src/trainer/jobs/outputs";
import { finish } from "../../../src/trainer/jobs/pieces";
import { largestDifference } from "../../support/gan";
import { finished, template } from "../../support/trainer";
import { CLI } from "../../support/paths";
import { entry, found, present } from "../../support/values";

describe("Inception", () => {
  const weights = inceptionWeights(madeUpWeights(), "made up");

  it("gives torch-fidelity's features and probabilities, for pictures of any size", async () => {
    assert.equal((await loadEngine("auto", { convolution: false })).name, "tensorflow");
    for (const one of inceptionCases) {
      const difference = inceptionDifference(weights, one);
      assert.ok(difference < INCEPTION_BOUND, `[${one.shape}]: ${difference}`);
    }
  });

  it("is cut into stages of bounded work, which leave nothing out", () => {
    const side = 299;
    const [whole] = piecesOf(NETWORK, [side, side, 3], Infinity);
    assert.ok(whole);
    assert.equal((whole.multiplications / 1e9).toFixed(1), "5.7", "as published");
    for (const most of [0, 0.5e9, 0.75e9, 2e9]) {
      const pieces = piecesOf(NETWORK, [side, side, 3], most);
      assert.deepEqual(
        pieces.flatMap(({ ops }) => ops),
        NETWORK,
      );
      assert.equal(
        pieces.reduce((sum, { multiplications }) => sum + multiplications, 0),
        whole.multiplications,
      );
      for (const { ops, multiplications } of pieces)
        assert.ok(multiplications <= most || ops.length === 1);
    }
    const stages = piecesOf(NETWORK, [side, side, 3], 0.75e9);
    assert.equal(INCEPTION_STAGES.length, stages.length);
    assert.ok(stages.every(({ multiplications }) => multiplications <= 0.75e9));
  });

  it("looks at pictures stage by stage, with messages answered in between", async () => {
    await loadEngine("tensorflow", { convolution: false });
    const program = createEagerProgram(
      { inputs: {}, run: (state) => ({ state, metrics: tensor1d([0]) }) },
      {},
    );
    const pictures = Float32Array.from({ length: 3 * 192 }, (_, i) => ((i * i) % 251) / 255);
    const extractor = inceptionExtractor({ weights, hash: "" });
    const held = memory().numTensors;
    const events: string[] = [];
    let isLooking = true;
    const turn = () => {
      events.push("turn");
      if (isLooking) setImmediate(turn);
    };
    setImmediate(turn);
    const seen = await finish(extract(extractor, pictures, [8, 8, 3], { program }), () =>
      events.push("piece"),
    );
    isLooking = false;
    const pieces = events.filter((event) => event === "piece").length;
    assert.equal(pieces, Object.keys(weights).length + 2 * INCEPTION_STAGES.length);
    assert.doesNotMatch(events.join(" "), /piece piece/);
    assert.equal(memory().numTensors, held, "nothing stays on the engine");

    const again = await finish(extract(extractor, pictures, [8, 8, 3], { program }), () => 0);
    assert.deepEqual(again, seen, "bit for bit");
    const whole: Stage = {
      weights: Object.keys(weights),
      run: (state, x) => INCEPTION_STAGES.reduce((at, stage) => stage.run(state, at), x),
    };
    const uncut = { ...extractor, atOnce: 16, stages: [whole] };
    const { features } = await finish(extract(uncut, pictures, [8, 8, 3], { program }), () => 0);
    const difference = largestDifference(
      [...seen.features.values],
      [...features.values],
      Math.max(...features.values) / 100,
    );
    assert.ok(difference < INCEPTION_BOUND, `cut and uncut differ by ${difference}`);
    program.dispose();
  });

  it("frees what it holds where the looking is given up", async () => {
    const program = createEagerProgram(
      { inputs: {}, run: (state) => ({ state, metrics: tensor1d([0]) }) },
      {},
    );
    const extractor = inceptionExtractor({ weights, hash: "" });
    const held = memory().numTensors;
    const work = extract(extractor, new Float32Array(4 * 192), [8, 8, 3], { program });
    for (let i = 0; i < Object.keys(weights).length + 3; i++) await work.next();
    assert.ok(memory().numTensors > held);
    await work.return(undefined as never);
    assert.equal(memory().numTensors, held);
  });

  it("says what is wrong with other weights", () => {
    const refused = (change: (all: Record<string, Values>) => void): string => {
      const all = madeUpWeights();
      change(all);
      try {
        inceptionWeights(all, "w.safetensors");
      } catch (error) {
        assert.ok(error instanceof GanError && error.code === "bad-data");
        return error.message;
      }
      return "";
    };
    assert.match(
      refused((all) => {
        delete all["Mixed_7c.branch_pool.bn.running_var"];
      }),
      /"Mixed_7c\.branch_pool\.bn\.running_var" is missing \(w\.safetensors\)/,
    );
    assert.match(
      refused((all) => {
        all["fc.weight"] = madeUpWeight("fc.weight", [1000, 2048], 1);
      }),
      /"fc\.weight" is float32 \[1000, 2048\], expected float32 \[1008, 2048\]/,
    );
  });

  it("is imported from a safetensors file, listed, and deleted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gan-inception-"));
    const gan = (...args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
        execFile(
          process.execPath,
          [CLI, ...args],
          { env: { ...process.env, [CACHE_VARIABLE]: folder } },
          (error, stdout, stderr) =>
            resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
        );
      });
    try {
      assert.match(
        (await gan("features")).stdout,
        /inception +inception-2015-12-05 +not imported; gan features --help says how/,
      );
      assert.match((await gan("features", "--help")).stdout, /safetensors\.torch\.save_file/);
      const file = join(folder, "inception.safetensors");
      writeFileSync(file, withLongCounters(encodeSafetensors(madeUpWeights())));
      const { code, stdout, stderr } = await gan("features", "import", file);
      assert.equal(code, 0, stderr);
      const { hash, weights: stored } = present(await readWeights(INCEPTION_NAME, [folder]));
      assert.match(stdout, new RegExp(`inception-2015-12-05: imported, hash ${hash}`));
      assert.deepEqual(
        stored["Mixed_5b.branch5x5_2/kernel"],
        weights["Mixed_5b.branch5x5_2/kernel"],
      );
      assert.match(
        (await gan("features")).stdout,
        new RegExp(`imported from inception\\.safetensors, hash ${hash}`),
      );

      // Pictures of the user's own, of which there is no classifier.
      writeNpy(
        join(folder, "p.npy"),
        [80, 8, 8, 3],
        Uint8Array.from({ length: 80 * 192 }, (_, i) => (i * i) % 251),
      );
      const dir = await finished(
        template("gaussian-1d", (e) => {
          e.training.steps = 2;
          e.data = dataSchema.parse({
            source: "npy",
            file: join(folder, "p.npy"),
            shape: [8, 8, 3],
            split: "train",
          });
          e.generator.layers = networkSchema.parse({
            layers: [
              { type: "dense", units: 192, activation: "sigmoid" },
              { type: "reshape", targetShape: [8, 8, 3] },
            ],
          }).layers;
          e.discriminator.layers = networkSchema.parse({
            layers: [{ type: "flatten" }, { type: "dense", units: 1 }],
          }).layers;
        }),
      );
      const installed = found(cacheDirs(), (dir) => existsSync(join(dir, "engine")));
      symlinkSync(join(installed, "engine"), join(folder, "engine"));
      assert.match(
        (await gan("evaluate", dir, "--metrics", "kid")).stderr,
        /kid needs a classifier, and there is none for npy; use "features": "inception"/,
      );
      const measured = await gan(
        "evaluate",
        dir,
        "--features",
        "inception",
        "--metrics",
        "kid,inceptionScore",
        "--samples",
        "100",
        "--json",
      );
      assert.equal(measured.code, 0, measured.stderr);
      const { results } = JSON.parse(measured.stdout) as Evaluation;
      const kid = entry(results, "kid");
      assert.ok(
        [kid, entry(results, "inceptionScore")].every(({ value }) => Number.isFinite(value)),
      );
      assert.deepEqual(
        [
          kid.settings["features"],
          kid.settings["featuresHash"],
          kid.settings["dimensions"],
          kid.settings["real"],
          kid.settings["subsetSize"],
        ],
        [INCEPTION_NAME, hash, 2048, 8, 8],
      );
      assert.deepEqual(
        readdirSync(join(folder, "features")).filter((name) =>
          name.startsWith(`${INCEPTION_NAME}-`),
        ).length,
        1,
        "what it saw of the real pictures is kept",
      );

      writeFileSync(file, "nonsense");
      const nonsense = await gan("features", "import", file);
      assert.equal(nonsense.code, 1);
      assert.match(
        nonsense.stderr,
        /cannot be read as a safetensors file.*; write it as `gan features --help` says/,
      );
      assert.match(
        (await gan("features", "delete", "inception")).stdout,
        /inception-2015-12-05 is deleted/,
      );
      assert.equal(await readWeights(INCEPTION_NAME, [folder]), undefined);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("keeps what it has seen of real pictures", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gan-inception-"));
    assert.equal(await readNumbers("seen", [folder]), undefined);
    await keepNumbers("seen", Float32Array.of(1, 2, 3, 4), 2, [folder]);
    assert.deepEqual(await readNumbers("seen", [folder]), Float32Array.of(1, 2, 3, 4));
    assert.ok(deleteWeights("seen", [folder]));
    rmSync(folder, { recursive: true, force: true });
  });
});

/**
 * The file as PyTorch writes it: its counters are 64-bit whole numbers. Their type is changed in
 * the header; of what they hold nothing is read.
 */
function withLongCounters(file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = Buffer.from(file.subarray(8, 8 + length))
    .toString("utf8")
    .replaceAll('"dtype":"I32"', '"dtype":"I64"');
  assert.equal(header.length, length);
  return Buffer.concat([file.subarray(0, 8), Buffer.from(header), file.subarray(8 + length)]);
}
