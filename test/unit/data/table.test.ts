import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { PNG } from "pngjs";
import { rows } from "../../../src/data/dataset";
import { describeData } from "../../../src/data/describe";
import { openPart, openSource } from "../../../src/data/source";
import { tableText } from "../../../src/data/table-columns";
import { type DataConfig, dataSchema } from "../../../src/experiment/schema";
import { dataShape } from "../../../src/experiment/shapes";
import { formatError, type GanError } from "../../../src/shared/errors";
import { first, present } from "../../support/values";

const COLUMNS = [
  { type: "numeric", name: "age" },
  { type: "categorical", name: "town", values: ["Bonn", "Köln, am Rhein", "Ulm"] },
  { type: "numeric", name: "income" },
];
const FORMAT = { delimiter: ",", decimal: "." } as const;
const TEXT =
  '\uFEFFname,age,town,income\nA,30,Ulm,1000.5\nB, 50 ,"Köln, am ' +
  'Rhein",3000.5\n\nC,40,Bonn,2000.5\n';

describe("a table", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gan-table-"));
    file = join(dir, "people.csv");
    await writeFile(file, TEXT);
  });
  afterEach(() => rm(dir, { recursive: true }));
  const config = (settings = {}): DataConfig =>
    dataSchema.parse({ source: "csv", file, columns: COLUMNS, ...settings });
  const load = async (settings = {}) => {
    const source = await openSource(config(settings), "");
    assert.ok(source.kind === "examples");
    return source.dataset;
  };

  it("becomes standardised numbers and a place for each category", async () => {
    const people = await load();
    assert.deepEqual([people.count, people.sampleShape, dataShape(config())], [3, [5], [5]]);
    const third = Math.fround(Math.sqrt(1.5));
    assert.deepEqual(
      [...rows(people, [0, 1, 2])],
      [-third, 0, 0, 1, -third, third, 0, 1, 0, third, 0, 1, 0, 0, 0],
    );
    assert.deepEqual([...rows(await load({ standardise: false }), [0])], [30, 0, 0, 1, 1000.5]);
  });

  it("is written back in the units and words of the file", async () => {
    const people = await load();
    const text = tableText(present(people.table), rows(people, [0, 1, 2]), FORMAT);
    assert.deepEqual(parse(text), [
      ["age", "town", "income"],
      ["30", "Ulm", "1000.5"],
      ["50", "Köln, am Rhein", "3000.5"],
      ["40", "Bonn", "2000.5"],
    ]);
    // A sample is no exact row: whole numbers stay whole, and of the categories the largest number
    // counts.
    assert.match(
      tableText(present(people.table), Float32Array.of(0.1, 0.2, 0.1, -3, 0.1), FORMAT),
      /\n41,Bonn,2082\.1\n$/,
    );
  });

  it("is standardised by the rows trained with, whatever part is read", async () => {
    await writeFile(file, `age\n${Array.from({ length: 40 }, (_, i) => i * i).join("\n")}\n`);
    const settings = config({ columns: [COLUMNS[0]], split: "train" });
    const parts = await Promise.all(
      (["train", "validation", "test"] as const).map((part) => openPart(settings, [], part)),
    );
    assert.deepEqual(
      parts.map(({ dataset }) => dataset.count),
      [32, 4, 4],
    );
    for (const { dataset } of parts) assert.deepEqual(dataset.table, first(parts).dataset.table);
    const training = rows(
      first(parts).dataset,
      Array.from({ length: 32 }, (_, i) => i),
    );
    assert.ok(Math.abs(training.reduce((a, b) => a + b) / 32) < 1e-6);
    const values = parts.flatMap(({ dataset }) =>
      tableText(
        present(dataset.table),
        rows(
          dataset,
          Array.from({ length: dataset.count }, (_, i) => i),
        ),
        FORMAT,
      )
        .trim()
        .split("\n")
        .slice(1)
        .map((text) => Math.round(Number(text))),
    );
    assert.deepEqual(
      values.sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i * i),
    );
  });

  it("that does not fit the config is refused, with line and column", async () => {
    const refused = (settings: object, words: RegExp) =>
      assert.rejects(load(settings), (thrown: GanError) => {
        assert.equal(thrown.code, "bad-data", thrown.stack);
        assert.match(formatError(thrown), words);
        return true;
      });
    await refused(
      { columns: [{ type: "numeric", name: "weight" }] },
      /has no column "weight"; it has "name", "age", "town", "income"/,
    );
    await refused(
      { columns: [{ type: "numeric", name: "town" }] },
      /column "town" has "Ulm" where a number is expected \(.*people\.csv:2\)/,
    );
    await refused(
      { columns: [{ type: "categorical", name: "town", values: ["Ulm"] }] },
      /column "town" has "Köln, am Rhein", which is none of its values in the config \(.*:3\)/,
    );
    await refused(
      { delimiter: ";" },
      /cannot be read as a table .*check .*the "delimiter" in the config/,
    );
    await writeFile(file, "age,town,income\n1,Ulm,\n");
    await refused({}, /column "income" has nothing where a number is expected/);
    await writeFile(file, "age,town,income\n1,Ulm\n");
    await refused(
      {},
      /people\.csv:2 has 2 values, but the first line has 3 values; fill the row up/,
    );
    await writeFile(file, 'age,town,income\n1,"Ulm,3\n');
    await refused({}, /cannot be read as a table \(Quote Not Closed.* line \d\)/);
    await writeFile(file, "age,town,income\n");
    await refused({}, /has no rows below its first line/);
    await rm(file);
    await refused({}, /people\.csv cannot be read: .*\(ENOENT/);
  });

  it("is described as the data of a config", async () => {
    const { data, remarks } = await describeData(file);
    assert.deepEqual(data, {
      source: "csv",
      file,
      columns: [{ type: "categorical", name: "name", values: ["A", "B", "C"] }, ...COLUMNS],
    });
    assert.deepEqual(remarks, ["3 rows"]);
    assert.equal((await load(data)).count, 3);
    await writeFile(
      join(dir, "long.tsv"),
      `id\tn\n${Array.from({ length: 60 }, (_, i) => `word${i}\t${i === 3 ? "" : i}`).join("\n")}\n`,
    );
    const long = await describeData(join(dir, "long.tsv"));
    assert.deepEqual(long.data, {
      source: "csv",
      file: join(dir, "long.tsv"),
      delimiter: "\t",
      columns: [{ type: "numeric", name: "n" }],
    });
    assert.deepEqual(long.remarks, [
      "60 rows",
      'found: "\\t" between values',
      '"id" is left out: it has more than 50 different values',
      '"n" has no number in 1 of 60 rows, line 5 (nothing): fill in a number or leave the ' +
        "row out before you train",
    ]);
  });

  it("and other files are described alike", async () => {
    await mkdir(join(dir, "pictures"));
    await writeFile(
      join(dir, "pictures", "a.png"),
      PNG.sync.write(new PNG({ width: 7, height: 5 })),
    );
    assert.deepEqual((await describeData(join(dir, "pictures"))).data, {
      source: "folder",
      path: join(dir, "pictures"),
      size: [5, 7],
    });
    assert.equal((await describeData(join(dir, "pictures"))).remarks.length, 1);
    for (const name of ["dog", "cat", join("cat", "grey"), "notes"])
      await mkdir(join(dir, "pictures", name), { recursive: true });
    for (const name of ["dog", join("cat", "grey")])
      await writeFile(join(dir, "pictures", name, "b.png"), "");
    const { data, remarks } = await describeData(join(dir, "pictures"));
    assert.ok(!("classes" in data));
    assert.deepEqual(remarks.slice(1), [
      "pictures are in 2 folders, which can be the classes of a conditional GAN; for that, " +
        'add: "classes": ["cat", "dog"]',
    ]);
    await assert.rejects(describeData(join(dir, "x.bin")), { name: "GanError", code: "bad-usage" });
  });
});
