import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseWithFiles } from "../../../src/data/check-files";
import { describeData } from "../../../src/data/describe";
import { isChannelsFirst } from "../../../src/data/npy-data";
import { openSource } from "../../../src/data/source";
import { parseExperiment } from "../../../src/experiment/parse";
import { dataSchema } from "../../../src/experiment/schema";
import { formatError, type GanError } from "../../../src/shared/errors";
import { writeNpy } from "../../../src/trainer/jobs/outputs";
import { at, present } from "../../support/values";
import { experiment } from "../../support/experiments";

const refused = (promise: Promise<unknown>, words: RegExp) =>
  assert.rejects(promise, (thrown: GanError) => {
    assert.equal(thrown.code, "bad-data", thrown.stack);
    assert.match(formatError(thrown), words);
    return true;
  });

describe("arrays as examples", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-arrays-"));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const put = (name: string, shape: number[], values: Float32Array | Uint8Array): string => {
    writeNpy(join(dir, name), shape, values);
    return join(dir, name);
  };
  const problems = async (...given: Parameters<typeof experiment>) =>
    (await parseWithFiles(experiment(...given), dir)).problems.map(
      ({ severity, message, hint }) => `${severity}: ${message}; ${hint}`,
    );
  const remarks = async (data: object): Promise<string[]> => {
    const told: string[] = [];
    await openSource(dataSchema.parse(data), "", { onRemark: (text) => told.push(text) });
    return told;
  };

  describe("with the channels first", () => {
    const MOVE =
      /move the axis to the end: numpy\.save\("x\.npy", numpy\.moveaxis\(numpy\.load\("x\.npy"\), 1, -1\)\)/;

    it("are told by their shape", () => {
      for (const shape of [
        [3, 32, 32],
        [3, 4, 4],
        [4, 64, 48],
        [3, 224, 224],
      ])
        assert.equal(isChannelsFirst(shape), true, String(shape));
      for (const shape of [
        [32, 32, 3],
        [4, 4, 3],
        [28, 28, 1],
        [1, 28, 28],
        [3, 3, 3],
        [64],
        [3, 32],
      ])
        assert.equal(isChannelsFirst(shape), false, String(shape));
    });

    it("are refused when checked and when trained with, with how to move the axis", async () => {
      const file = put("x.npy", [6, 3, 4, 5], new Uint8Array(360));
      const data = { source: "npy", file, shape: [4, 5, 3] };
      const [first, ...rest] = await problems(data, "sigmoid");
      assert.match(
        present(first),
        /^error: .*has 6 examples of shape \[3, 4, 5\], but the config says \[4, 5, 3\]: its channels are first/,
      );
      assert.match(present(first), MOVE);
      assert.equal(rest.length, 0);
      await refused(openSource(dataSchema.parse(data), ""), MOVE);
      await refused(
        openSource(dataSchema.parse({ ...data, shape: [8, 8, 3] }), ""),
        /moveaxis.*; and set "shape": \[4, 5, 3\]/,
      );
    });

    it("are asked about where the config takes them as they are", async () => {
      const file = put("x.npy", [6, 3, 4, 5], new Uint8Array(360));
      const data = { source: "npy", file, shape: [3, 4, 5] };
      const warned = await problems(data, "sigmoid");
      assert.equal(warned.length, 1);
      assert.match(
        at(warned, 0),
        /^warning: .*pictures 3 high and 4 wide of 5 channels; if the channels/,
      );
      assert.match(at(warned, 0), MOVE);
      assert.match((await remarks(data)).join(), MOVE);
    });

    it("are described with what to do first", async () => {
      const file = put("x.npy", [6, 3, 4, 5], new Uint8Array(360));
      const { data, remarks: told } = await describeData(file);
      assert.deepEqual(data, { source: "npy", file, shape: [4, 5, 3] });
      assert.match(told.join("\n"), MOVE);
    });
  });

  it("of no rows are refused everywhere", async () => {
    const file = put("none.npy", [0, 2], new Float32Array(0));
    const data = { source: "npy", file, shape: [2] };
    assert.match(
      (await problems(data)).join(),
      /^error: .*none\.npy has no examples: its first axis is 0/,
    );
    await refused(openSource(dataSchema.parse(data), ""), /has no examples/);
    await refused(describeData(file), /has no examples/);
    const faces = put("faces.npy", [0, 48, 48], new Uint8Array(0));
    await refused(
      openSource(dataSchema.parse({ source: "tfd", file: faces }), ""),
      /has no examples/,
    );
  });

  it("with classes of which there is no example are warned about", async () => {
    const file = put("x.npy", [4, 2], new Float32Array(8));
    const data = { source: "npy", file, shape: [2], classes: 4 };
    const labels = put("y.npy", [4], Uint8Array.of(0, 2, 2, 0));
    const gap = { ...data, labels };
    assert.deepEqual(await problems(gap, "linear", { conditional: true }), [
      "warning: y.npy has no example of the classes 1, 3: G cannot learn them; number the " +
        'labels without gaps, or correct "classes"',
    ]);
    assert.deepEqual(await remarks(gap), [
      "x.npy has no example of the classes 1, 3: G cannot learn them",
    ]);
    const all = { ...data, labels: put("z.npy", [4], Uint8Array.of(3, 2, 1, 0)) };
    assert.deepEqual(await problems(all, "linear", { conditional: true }), []);
    assert.deepEqual(await remarks(all), []);
    const beyond = { ...data, labels: put("w.npy", [4], Uint8Array.of(3, 2, 4, 0)) };
    assert.match(
      (await problems(beyond, "linear", { conditional: true })).join(),
      /^error: .*w\.npy: label 2 is 4, and classes are numbered from 0 to 3/,
    );
  });

  describe("against G's last activation", () => {
    const numbers = (...values: number[]) =>
      put("f.npy", [values.length / 2, 2], Float32Array.from(values));
    const floats = (...values: number[]) =>
      put("p.npy", [values.length / 4, 2, 2, 1], Float32Array.from(values));

    it("bytes are pixels of the config's range, as those of a folder", async () => {
      const file = put("b.npy", [3, 2, 2, 1], new Uint8Array(12));
      const data = { source: "npy", file, shape: [2, 2, 1] };
      const warning = new RegExp(
        String.raw`^warning: the generator ends in tanh, but the pixels' range ` +
          String.raw`"zeroToOne" is that of sigmoid; use "activation": "sigmoid", or ` +
          String.raw`another range`,
      );
      assert.match((await problems(data, "tanh")).join(), warning);
      assert.deepEqual(await problems(data, "sigmoid"), []);
      assert.deepEqual(await problems({ ...data, range: "minusOneToOne" }, "tanh"), []);
      assert.match(
        (await problems({ ...data, range: "minusOneToOne" }, "sigmoid")).join(),
        /"minusOneToOne" is that of tanh/,
      );
    });

    it("numbers must lie where it can reach", async () => {
      const data = { source: "npy", file: numbers(-0.5, 0.25, 3, 1), shape: [2] };
      assert.match(
        (await problems(data, "tanh")).join(),
        new RegExp(
          String.raw`^warning: the generator ends in tanh, which cannot reach the numbers ` +
            String.raw`of f\.npy: they go from -0\.5 to 3; use "activation": "linear", or ` +
            String.raw`scale the data$`,
        ),
      );
      assert.match((await problems(data, "relu")).join(), /relu, which cannot reach/);
      assert.deepEqual(await problems(data, "linear"), []);
      assert.deepEqual(await problems({ ...data, file: numbers(-1, 1, 0, 0) }, "tanh"), []);
    });

    it("pixels in [0, 1] do not fit tanh, and unscaled ones no bounded activation", async () => {
      const data = { source: "npy", file: floats(0, 0.5, 0.25, 1), shape: [2, 2, 1] };
      assert.match(
        (await problems(data, "tanh")).join(),
        /ends in tanh, but the numbers of p\.npy go from 0 to 1, the range of sigmoid/,
      );
      assert.deepEqual(await problems(data, "sigmoid"), []);
      const unscaled = { ...data, file: floats(0, 128, 255, 3) };
      for (const activation of ["tanh", "sigmoid"])
        assert.match((await problems(unscaled, activation)).join(), /cannot reach .*from 0 to 255/);
    });

    it("drawn data and tables too", () => {
      const warned = (data: object, activation: string) =>
        parseExperiment(experiment(data, activation))
          .problems.map(({ message }) => message)
          .join();
      assert.match(
        warned({ source: "ring", radius: 2 }, "tanh"),
        /cannot reach the values of ring: they go from -2\.03 to 2\.03/,
      );
      assert.equal(warned({ source: "ring", radius: 0.9 }, "tanh"), "");
      assert.match(warned({ source: "grid" }, "sigmoid"), /from -4\.15 to 4\.15/);
      assert.match(
        warned({ source: "gaussian", size: 1 }, "relu"),
        /cannot reach|Unrecognized|unknown/,
      );
      const columns = [
        { type: "numeric", name: "a" },
        { type: "numeric", name: "b" },
      ];
      const table = { source: "csv", file: "t.csv", columns };
      assert.match(warned(table, "tanh"), /cannot reach the standardised columns/);
      assert.equal(warned({ ...table, standardise: false }, "tanh"), "");
      const words = [{ type: "categorical", name: "a", values: ["x", "y"] }];
      assert.equal(warned({ ...table, columns: words }, "sigmoid"), "");
    });
  });

  it("are not opened where they are no ordinary files", async function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [join(dir, "pipe.npy"), join(dir, "pipe.mat"), join(dir, "pipe.csv")]);
    const sources = [
      { source: "npy", file: join(dir, "pipe.npy"), shape: [2] },
      { source: "tfd", file: join(dir, "pipe.mat") },
      { source: "tfd", file: join(dir, "pipe.npy") },
      { source: "npy", file: "/dev/zero", shape: [2] },
      { source: "npy", file: dir, shape: [2] },
    ];
    for (const data of sources)
      await refused(
        openSource(dataSchema.parse(data), ""),
        /it is (a named pipe|a device|a folder), not a file/,
      );
    await refused(describeData(join(dir, "pipe.mat")), /pipe\.mat cannot be read/);
    await refused(
      describeData(join(dir, "pipe.npy")),
      /pipe\.npy cannot be read: it is a named pipe/,
    );
  });

  it("whose head claims more numbers than there are, or can be, are refused", async () => {
    const head = (shape: string) => {
      const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }\n`;
      const bytes = Buffer.from(`\x93NUMPY\x01\x00  ${text}`, "latin1");
      bytes.writeUInt16LE(text.length, 8);
      return bytes;
    };
    const file = join(dir, "x.npy");
    const data = dataSchema.parse({ source: "npy", file, shape: [2] });
    await writeFile(file, head("1000000000000000, 2"));
    await refused(
      openSource(data, ""),
      /expected .* for 1000000000000000 x 2 values of <f4 \(cut short\)/,
    );
    await writeFile(file, head(`${"9".repeat(400)}, 2`));
    await refused(openSource(data, ""), /its header cannot be read/);
    await writeFile(file, head("3000000000, 2"));
    await truncate(file, head("3000000000, 2").length + 24e9);
    await refused(
      openSource(data, ""),
      /it holds 6000000000 numbers, and at most 2147483647 can be used/,
    );
  });
});
