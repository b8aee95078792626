import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withAbsolutePaths } from "../../../src/experiment/paths";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import { withSettings } from "../../../src/experiment/settings";
import { weightsRunAt } from "../../../src/experiment/weights-place";
import { checkpointAt, createRun, readExperiment, readRecord, runFiles } from "../../../src/run";
import { encodeSafetensors } from "../../../src/run/safetensors";
import { networksInFile, withWeightsOf } from "../../../src/run/weights";
import { describeWeights, weightsLines } from "../../../src/shared/run/weights";
import type { Values } from "../../../src/tensor/values";
import { EXPERIMENT, fails, trainedRun } from "../../support/branched";
import { first, present } from "../../support/values";

const tensor = (...values: number[]): Values => ({
  shape: [values.length],
  dtype: "float32",
  values: new Float32Array(values),
});

describe("the weights of another run", () => {
  let runsDir: string;
  let run: string;
  before(async () => {
    runsDir = mkdtempSync(join(tmpdir(), "gan-weights-"));
    run = await trainedRun(runsDir);
  });
  after(() => rmSync(runsDir, { recursive: true, force: true }));

  const write = (name: string, ...given: Parameters<typeof encodeSafetensors>): string => {
    const file = join(runsDir, name);
    writeFileSync(file, encodeSafetensors(...given));
    return file;
  };

  it("are taken over by name where the shape is the same, the average of G with them", async () => {
    const state = {
      "generator/w": tensor(7, 7),
      "generator/b": tensor(7),
      "optimizer/generator/firstMoment/w": tensor(5, 5),
      "average/generator/w": tensor(7, 7),
      "discriminator/w": tensor(9),
    };
    const found = await withWeightsOf({ run, step: 20 }, state);
    assert.deepEqual(found.tensors, {
      ...state,
      "generator/w": tensor(20, 1),
      "average/generator/w": tensor(20, 1),
    });
    const from = { name: "parent", path: run, id: readRecord(run).id, step: 20 };
    assert.deepEqual(found.from, from);
    assert.deepEqual(found.networks, {
      generator: { taken: ["w"], missing: ["b"], otherShape: [], unused: [] },
    });
    assert.equal(
      describeWeights(found),
      'Began with weights of "parent" at step 20: generator 1 of 2',
    );
    assert.deepEqual(state["generator/w"], tensor(7, 7), "the state that was given stays");
  });

  it("come from a network's file or a checkpoint too, and are told in a table", async () => {
    const own = { "generator/0/kernel": tensor(1, 1), "discriminator/0/kernel": tensor(2) };
    const given = { "0/kernel": tensor(3, 4), "0/bias": tensor(6) };
    const named = write("generator.safetensors", given, { run: "ring", step: "1000" });
    const found = await withWeightsOf({ run: named }, own);
    assert.deepEqual(found.tensors, { ...own, "generator/0/kernel": tensor(3, 4) });
    assert.deepEqual(weightsLines(found), [
      "generator  0/kernel  taken over",
      "generator  0/bias    is there alone",
    ]);
    assert.deepEqual(await networksInFile(named), ["generator"]);
    const plain = write("net.safetensors", given);
    assert.deepEqual(await networksInFile(plain), []);
    await assert.rejects(
      withWeightsOf({ run: plain }, own),
      fails("bad-usage", /of which network these weights are is not said .*--network generator/),
    );
    await assert.rejects(
      withWeightsOf({ run: plain, networks: ["discriminator"] }, own),
      fails("bad-config", /none of the weights fits: "0\/kernel" is \[1\], and there \[2\]/),
    );
    const said = write("said.safetensors", given, { network: "generator" });
    await assert.rejects(
      withWeightsOf({ run: said, networks: ["discriminator"] }, own),
      fails("bad-usage", /no weights of the discriminator/),
    );
    const checkpoint = await withWeightsOf(
      { run: checkpointAt(run, 10) },
      { "generator/w": tensor(0, 0) },
    );
    assert.deepEqual(checkpoint.tensors, { "generator/w": tensor(10, 1) });
    await assert.rejects(
      withWeightsOf({ run: runFiles(run).config }, own),
      fails("bad-usage", /not a whole safetensors file.*; give a safetensors file \(of gan export/),
    );
    const bad = write("generator-bad.safetensors", { "0/kernel": tensor(NaN, 1) });
    await assert.rejects(withWeightsOf({ run: bad }, own), fails("bad-usage", /not finite/));
  });

  it("come from PyTorch by its own names, in the order of its layers", async () => {
    const matrix = (rows: number, ...values: number[]): Values => ({
      ...tensor(...values),
      shape: [rows, values.length / rows],
    });
    const own = {
      "generator/0/kernel": matrix(2, 0, 0),
      "generator/0/bias": tensor(0),
      "generator/2/kernel": matrix(1, 0, 0),
      "generator/3/gamma": tensor(1, 1),
      "generator/3/beta": tensor(0, 0),
      "generator/3/movingMean": tensor(0, 0),
    };
    const given = {
      "net.10.bias": tensor(5, 6),
      "net.10.running_mean": tensor(7, 8),
      "net.10.weight": tensor(3, 4),
      "net.2.weight": matrix(1, 1, 2),
      "net.9.weight": matrix(3, 1, 2, 3),
      "net.scale": tensor(1),
    };
    const found = await withWeightsOf({ run: write("generator-torch.safetensors", given) }, own);
    assert.deepEqual(found.tensors, {
      ...own,
      "generator/0/kernel": matrix(2, 1, 2),
      "generator/3/gamma": tensor(3, 4),
      "generator/3/beta": tensor(5, 6),
      "generator/3/movingMean": tensor(7, 8),
    });
    assert.deepEqual(weightsLines(found), [
      "generator  0/kernel      taken over from net.2.weight",
      "generator  3/gamma       taken over from net.10.weight",
      "generator  3/beta        taken over from net.10.bias",
      "generator  3/movingMean  taken over from net.10.running_mean",
      "generator  2/kernel      has another shape: [1, 2], there [1, 3]",
      "generator  0/bias        is missing there",
      "generator  net.scale     is there alone",
    ]);
    const named = { "last.weight": matrix(1, 1, 2), "first.weight": matrix(2, 1, 2) };
    const line = /comes first in the network is not in the file .*"order": "\\n"\.join/;
    const unordered = write("generator-named.safetensors", named);
    await assert.rejects(withWeightsOf({ run: unordered }, own), fails("bad-usage", line));
    const order = "first.weight\nlast.weight";
    const ordered = await withWeightsOf(
      { run: write("generator-ordered.safetensors", named, { order }) },
      { "generator/0/kernel": matrix(1, 0, 0), "generator/1/kernel": matrix(2, 0, 0) },
    );
    assert.deepEqual(ordered.networks.generator?.sources, {
      "0/kernel": "first.weight",
      "1/kernel": "last.weight",
    });
    const pickle = join(runsDir, "generator.pt");
    writeFileSync(pickle, "PK");
    await assert.rejects(
      withWeightsOf({ run: pickle }, own),
      fails("bad-usage", /reading one can run code .*safetensors\.torch\.save_file/),
    );
  });

  it("are those of the step at which the other run stood when the new one was made", async () => {
    const made = async (weightsFrom: (typeof EXPERIMENT)["weightsFrom"]) =>
      createRun({ runsDir, name: "new", experiment: { ...EXPERIMENT, weightsFrom } });
    assert.deepEqual((await readExperiment(await made({ run }))).weightsFrom, { run, step: 30 });
    await assert.rejects(
      made({ run, step: 15 }),
      fails("bad-usage", /no checkpoint of step 15 .*those of steps 30, 20, 10/),
    );
    await assert.rejects(
      made({ run: join(runsDir, "none") }),
      fails("bad-usage", /no run or file/),
    );
  });

  it("are named in a config by a path from its folder, which is checked", () => {
    const text = withSettings(first(PRESETS).text, [
      { path: "weightsFrom", value: { run: "other", step: 3 } },
    ]);
    const [problem] = parseExperiment(text, runsDir).problems;
    assert.equal(problem?.message, `there is no run or file ${join(runsDir, "other")}`);
    writeFileSync(join(runsDir, "other"), "");
    const [step] = parseExperiment(text, runsDir).problems;
    assert.deepEqual(
      [step?.message, step?.path],
      ["a file has the weights of one step", ["weightsFrom", "step"]],
    );
    const experiment = present(parseExperiment(text).experiment);
    assert.equal(withAbsolutePaths(experiment, runsDir).weightsFrom?.run, join(runsDir, "other"));
    const at = text.indexOf('"other"');
    assert.deepEqual(weightsRunAt(text, at + 1), { offset: at, length: 7 });
    assert.equal(weightsRunAt(text, text.indexOf('"data"') + 1), undefined);
  });
});
