import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { type FiniteDataset, rows } from "../../../src/data/dataset";
import { openSource } from "../../../src/data/source";
import { tableText } from "../../../src/data/table-columns";
import { decimalsOf, float32Text, numberIn, numberText } from "../../../src/data/table-numbers";
import { dataSchema } from "../../../src/experiment/schema";

const COMMAS = { delimiter: ",", decimal: "." } as const;

describe("numbers of a table", () => {
  let file: string;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-numbers-"));
    file = join(folder, "t.csv");
  });
  after(() => rm(folder, { recursive: true }));

  async function load(cells: readonly string[], settings = {}): Promise<FiniteDataset> {
    await writeFile(file, `x,other\n${cells.map((cell, i) => `${cell},${i}`).join("\n")}\n`);
    const columns = [{ type: "numeric", name: "x" }];
    const data = dataSchema.parse({ source: "csv", file, columns, ...settings });
    const source = await openSource(data, "");
    assert.ok(source.kind === "examples");
    return source.dataset;
  }
  /**
   * What the column is like when each of its values has gone through training's float32 and back.
   */
  async function thereAndBack(cells: readonly string[], settings = {}): Promise<string[]> {
    const dataset = await load(cells, settings);
    const { table } = dataset;
    assert.ok(table);
    const all = Array.from({ length: dataset.count }, (_, i) => i);
    return (parse(tableText(table, rows(dataset, all), COMMAS)) as string[][])
      .slice(1)
      .map(([cell = ""]) => cell);
  }
  const counted = (count: number, make: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i));

  for (const [what, cells] of [
    ["time stamps in seconds", counted(200, (i) => String(1_700_000_000 + i))],
    ["time stamps in milliseconds", counted(200, (i) => String(1_700_000_000_000 + 7 * i))],
    ["time stamps of a month", counted(720, (i) => String(1_704_067_200 + 3_600 * i))],
    ["dates as numbers", counted(28, (i) => String(20_240_201 + i))],
    ["days with their time", counted(100, (i) => String(45_000 + i / 8))],
    ["metre coordinates", counted(100, (i) => String(5_812_345.25 + i / 4))],
    ["degrees", counted(100, (i) => String(Number((48.123456 + i * 1e-6).toFixed(6))))],
    ["small numbers", counted(100, (i) => String(Number(`${i + 1}e-12`)))],
    ["whole numbers", counted(100, (i) => String(i % 5))],
    ["prices", counted(100, (i) => String(i + 0.99))],
    ["negative numbers", counted(100, (i) => String(-i / 2).replace("-0", "0"))],
    ["large whole numbers", counted(50, (i) => String(9_007_199_254_740_000 + i))],
  ] as const)
    it(`${what} come back as the data have them`, async () => {
      assert.deepEqual((await thereAndBack(cells)).map(Number), cells.map(Number));
    });

  it("are sampled with no more decimals than the data have", async () => {
    const { table } = await load(["0", "1", "2", "3", "4"]);
    assert.ok(table);
    const whole = tableText(table, Float32Array.of(-0.41, -1.3, 0.7, 1e-9, 3), COMMAS);
    assert.equal(whole, "x\n1\n0\n3\n2\n6\n");
    const prices = (await load(["0.50", "1.25", "9.75"])).table;
    assert.ok(prices);
    for (const cell of tableText(prices, Float32Array.of(0.123456, -1, 0.9), COMMAS)
      .trim()
      .split("\n")
      .slice(1))
      assert.match(cell, /^-?\d+(\.\d{1,2})?$/);
  });

  it("have no more digits than a float32 of the column's spread", async () => {
    const { table } = await load(counted(100, (i) => String(Math.sin(i))));
    assert.ok(table);
    assert.match(tableText(table, Float32Array.of(0.123456789), COMMAS), /^x\n0\.\d{1,6}\n$/);
  });

  for (const constant of ["0.1", "1e-9", "123456.789", "0", "-7"])
    it(`a column that is always ${constant} is 0 in training and comes back`, async () => {
      const dataset = await load(counted(1000, () => constant));
      assert.ok(dataset.values.every((value) => value === 0));
      assert.ok(dataset.table);
      const sampled = tableText(dataset.table, Float32Array.of(0.7, -3), COMMAS);
      assert.deepEqual(sampled.trim().split("\n").slice(1).map(Number), [
        Number(constant),
        Number(constant),
      ]);
    });

  it("that differ by rounding alone are a constant, others are not", async () => {
    const rounding = await load([String(0.1 + 0.2), "0.3", "0.3"]);
    assert.ok(rounding.values.every((value) => value === 0));
    const little = await load(["1.0000000001", "1.0000000002", "1.0000000003"]);
    assert.deepEqual([...little.values].map(Math.round), [-1, 0, 1]);
  });

  it("taken as they are keep a float32's digits", async () => {
    const cells = ["0.00000125", "-3.5", "123.25", "16777217"];
    const back = await thereAndBack(cells, { standardise: false });
    assert.deepEqual(back.map(Number), [0.00000125, -3.5, 123.25, 16777216]);
  });

  it("are read with decimal commas and separators between thousands", () => {
    const cases = [
      ["20,5", { decimal: "," }, 20.5],
      ["20.5", { decimal: "," }, undefined],
      ["1.234,5", { decimal: ",", thousands: "." }, 1234.5],
      ["1,234", { decimal: "." }, undefined],
      ["1,234", { decimal: ".", thousands: "," }, 1234],
      ["-12,345,678.25", { decimal: ".", thousands: "," }, -12345678.25],
      ["12,34", { decimal: ".", thousands: "," }, undefined],
      ["1234", { decimal: ".", thousands: "," }, 1234],
      ["1\u202F234", { decimal: ".", thousands: " " }, 1234],
      ["1’234", { decimal: ".", thousands: "'" }, 1234],
      ["", { decimal: "." }, undefined],
      ["NaN", { decimal: "." }, undefined],
      ["1e39", { decimal: "." }, undefined],
    ] as const;
    for (const [cell, format, value] of cases) assert.equal(numberIn(cell, format), value, cell);
  });

  it("are written with their decimals, and never as -0", () => {
    assert.deepEqual(
      [numberText(-0.2, 0, "."), numberText(2.5, 3, ","), numberText(1e-7, 8, ".")],
      ["0", "2,5", "1e-7"],
    );
    const decimals = ["1.50", "1.5e-3", "1e3", "12", "1,25"].map((cell) => decimalsOf(cell, "."));
    assert.deepEqual(decimals, [2, 4, 0, 0, 0]);
    assert.equal(decimalsOf("1,25", ","), 2);
  });

  it("a float32 is written in the fewest digits that give it back", () => {
    for (const value of [0.1, 16777215, 123456.78, 1e-20, -3.4e38, 1 / 3].map(Math.fround))
      assert.equal(Math.fround(Number(float32Text(value))), value);
    assert.deepEqual([0.1, 16777215].map(Math.fround).map(float32Text), ["0.1", "16777215"]);
  });
});
