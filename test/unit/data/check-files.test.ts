import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadExperiment } from "../../../src/cli/config";
import { checkFiles, parseWithFiles } from "../../../src/data/check-files";
import { dataSchema } from "../../../src/experiment/schema";
import { REPOSITORY } from "../../support/paths";
import { at, first } from "../../support/values";

/** The head of a .npy of version 1, and room for its values. */
function npy(descr: string, shape: readonly number[], bytes: number): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00  ${text}`, "latin1");
  head.writeUInt16LE(text.length, 8);
  return Buffer.concat([
    head,
    Buffer.alloc(shape.reduce((product, size) => product * size, bytes)),
  ]);
}

describe("files that a config names as its data", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-check-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  /** `path: what is wrong`, for each finding. */
  const wrong = async (data: object): Promise<string[]> =>
    (await checkFiles(dataSchema.parse(data), dir))
      .map(({ path, message, hint }) => `${path.join(".")}: ${message}; ${hint}`)
      .sort();
  const is = async (data: object, ...expected: RegExp[]) => {
    const found = await wrong(data);
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [i, text] of found.entries()) assert.match(text, at(expected, i));
  };

  it("are drawings that are read, and refused with the line that is wrong", async () => {
    await writeFile(join(dir, "a.points.csv"), "x,y\n0,3\n");
    await is({ source: "points", file: "a.points.csv" });
    await writeFile(join(dir, "b.curve.csv"), "x,density\n0,1\n1,-1\n");
    await is(
      { source: "curve", file: "b.curve.csv" },
      /^data\.file: .*b\.curve\.csv:3 has the density -1; a density is 0 or more: correct it$/,
    );
    await is({ source: "curve", file: "c.curve.csv" }, /c\.curve\.csv cannot be read: .*draw it/);
    const config = (data: object) => ({
      data,
      latent: { size: 2 },
      generator: { layers: [{ type: "dense", units: 2, activation: "tanh" }] },
      discriminator: { layers: [{ type: "dense", units: 1 }] },
      optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
      training: { batchSize: 8 },
    });
    const problems = async (data: object) =>
      (await parseWithFiles(JSON.stringify(config(data)), dir)).problems.map(
        ({ message }) => message,
      );
    const [reach = "", ...others] = await problems({ source: "points", file: "a.points.csv" });
    assert.match(reach, /ends in tanh, which cannot reach the values of points/);
    assert.deepEqual(others, []);
    const [nothing = ""] = await problems({ source: "points" });
    assert.match(nothing, /which drawing is meant is not said/);
    const [row = ""] = await problems({
      source: "points",
      points: [
        [0, 0],
        [1, 1, -1],
      ],
    });
    assert.match(row, /the row has the spread -1/);
  });

  it("are refused where they exceed memory, by command line and editor", async () => {
    const file = join(dir, "huge.csv");
    await writeFile(file, `a\n${"0.5\n".repeat(1000)}`);
    await truncate(file, 2e12);
    const config = {
      data: { source: "csv", file: "huge.csv", columns: [{ name: "a", type: "numeric" }] },
      latent: { size: 2 },
      generator: { layers: [{ type: "dense", units: 1 }] },
      discriminator: { layers: [{ type: "dense", units: 1 }] },
      optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
      training: { batchSize: 8 },
    };
    const text = JSON.stringify(config);
    const { experiment, problems } = await parseWithFiles(text, dir);
    assert.equal(experiment, undefined);
    const [problem] = problems.filter(({ severity }) => severity === "error");
    assert.deepEqual(problem?.path, ["data"]);
    assert.match(problem.message, /needs at least 2 TB of memory.*: the data alone take 2 TB/);
    const named = join(dir, "huge.gan.json");
    await writeFile(named, text);
    await assert.rejects(loadExperiment(named), { code: "bad-config" });
    const drawn = { ...config, data: { source: "gaussian" } };
    await writeFile(named, JSON.stringify(drawn));
    assert.equal((await loadExperiment(named)).name, "huge");
  });

  it("are not asked for where data is drawn or fetched", async () => {
    await is({ source: "ring" });
    await is({ source: "mnist" });
  });

  it("an .npy is there and has examples of the shape, and labels as many", async () => {
    const data = { source: "npy", file: "x.npy", shape: [3], labels: "y.npy", classes: 2 };
    await is(
      data,
      /^data\.file: .*x\.npy cannot be read: .*\(ENOENT.*; check the path in the config/,
      /^data\.labels: .*y\.npy cannot be read: .*\(ENOENT/,
    );
    await writeFile(join(dir, "x.npy"), npy("<f4", [5, 3], 4));
    await writeFile(join(dir, "y.npy"), npy("<i8", [5], 8));
    // All labels are 0.
    const gap = /^data\.labels: y\.npy has no example of class 1: G cannot learn it/;
    await is(data, gap);
    await is({ ...data, split: "train" }, gap, /^data\.split: x\.npy has 5 examples: too few/);
    await is(
      { ...data, shape: [2, 2] },
      /^data\.shape: .*x\.npy has 5 examples of shape \[3\], but the config says \[2, 2\]; set "shape": \[3\]/,
    );
    await writeFile(join(dir, "y.npy"), npy("<i8", [4], 8));
    await is(data, /^data\.labels: .*y\.npy has labels of shape \[4\], but there are 5 examples/);
    await truncate(join(dir, "x.npy"), 100);
    await is(
      { ...data, labels: undefined, classes: undefined },
      /^data\.file: .*100 bytes, expected .*cut short/,
    );
    await writeFile(join(dir, "x.npy"), "text");
    await is(
      { ...data, labels: undefined, classes: undefined },
      /^data\.file: .*does not begin as one/,
    );
    await is(
      { source: "npy", file: ".", shape: [3] },
      /^data\.file: .* cannot be read: it is a folder, not a file/,
    );
  });

  it("a folder has pictures, and so has the folder of each class", async () => {
    const data = { source: "folder", path: "pets", size: [8, 8] };
    await is(data, /^data\.path: .*pets cannot be read: .*\(ENOENT/);
    await mkdir(join(dir, "pets", "cat"), { recursive: true });
    await mkdir(join(dir, "pets", "dog"));
    await is(data, /^data\.path: .*pets has no pictures/);
    await writeFile(join(dir, "pets", "cat", "a.PNG"), "");
    await is(data);
    await is({ ...data, split: "train" }, /^data\.split: pets has 1 examples: too few/);
    await is(
      { ...data, classes: ["cat", "dog", "bird"] },
      /^data\.classes\.1: .*dog has no pictures/,
      /^data\.classes\.2: .*bird cannot be read: .*\(ENOENT/,
    );
    for (let i = 0; i < 9; i++) await writeFile(join(dir, "pets", "dog", `${i}.jpg`), "");
    await is({ ...data, classes: ["cat", "dog"], split: "train" });
    await is(
      { ...data, path: "pets/cat/a.PNG" },
      /^data\.path: .*a\.PNG cannot be read: .*\(ENOTDIR/,
    );
  });

  it("a table has the columns, and a row", async () => {
    const data = {
      source: "csv",
      file: "t.csv",
      columns: [
        { type: "numeric", name: "age" },
        { type: "numeric", name: "incme" },
      ],
    };
    await is(data, /^data\.file: .*t\.csv cannot be read: .*\(ENOENT/);
    await writeFile(join(dir, "t.csv"), "age,income\n");
    await is(data, /^data\.file: .*has no rows below its first line/);
    // The row that does not fit is not reached: only as much is read as it takes to see the names.
    await writeFile(join(dir, "t.csv"), `age,income\n1,2\n${"3,4\n".repeat(100_000)}5\n`);
    await is(data, /^data\.columns\.1\.name: .*has no column "incme"; it has "age", "income"/);
    await is({ ...data, columns: data.columns.slice(0, 1) });
    await is({ ...data, file: "." }, /^data\.file: .* cannot be read: it is a folder, not a file/);
  });

  it("the Toronto faces say where to ask for them", async () => {
    await is(
      { source: "tfd", file: "TFD_48x48.mat" },
      /^data\.file: .*TFD_48x48\.mat cannot be read: .*\(ENOENT.*Susskind/,
    );
    await writeFile(join(dir, "TFD_48x48.mat"), "no MATLAB");
    await is(
      { source: "tfd", file: "TFD_48x48.mat" },
      /^data\.file: .*it does not begin as one of version 5/,
    );
    await writeFile(join(dir, "faces.npy"), npy("|u1", [2, 96, 96], 1));
    await is(
      { source: "tfd", file: "faces.npy", split: "train" },
      /^data\.size: .*2 x 96 x 96, expected N x 48 x 48; set "size": 96/,
      /^data\.split: faces\.npy holds pictures alone/,
    );
    await is({ source: "tfd", file: "faces.npy", size: 96 });
  });

  it("are problems at their place in the text, after all else is right", async () => {
    const example = await readFile(
      join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"),
      "utf8",
    );
    const text = example.replace(
      /"data": \{[^}]*\}/,
      '"data": { "source": "npy", "file": "points.npy", "shape": [2] }',
    );
    const { experiment, problems } = await parseWithFiles(text, dir);
    assert.equal(experiment, undefined);
    const problem = first(problems);
    assert.equal(text.slice(problem.offset, problem.offset + problem.length), '"points.npy"');
    assert.equal(problem.severity, "error");
    await writeFile(join(dir, "points.npy"), npy("<f8", [20, 2], 8));
    assert.ok((await parseWithFiles(text, dir)).experiment);
  });
});
