import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describeData } from "../../../src/data/describe";
import { openSource } from "../../../src/data/source";
import { parseExperiment } from "../../../src/experiment/parse";
import { dataSchema } from "../../../src/experiment/schema";
import { refused } from "../../support/data-files";
import { type Columns, counted, kinds, numeric, tableFile } from "../../support/table";

describe("a table's file", function () {
  this.timeout(60_000);
  const { here, load, describeTable } = tableFile();
  const raw = { standardise: false };

  describe("in an encoding", () => {
    const text = "kind,x\nBär,1\nBör,2\n";
    const swapped = (little: Buffer) => Buffer.from(little).swap16();
    const utf16 = Buffer.from(text, "utf16le");
    const mark = Buffer.from("\uFEFF", "utf16le");
    for (const [name, bytes] of [
      ["UTF-8", Buffer.from(text)],
      ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
      ["UTF-16 little-endian with a mark", Buffer.concat([mark, utf16])],
      ["UTF-16 big-endian with a mark", swapped(Buffer.concat([mark, utf16]))],
      ["UTF-16 little-endian without a mark", utf16],
      ["UTF-16 big-endian without a mark", swapped(utf16)],
    ] as const)
      it(`${name} is read, and described`, async () => {
        const columns = [kinds("Bär", "Bör"), ...numeric("x")];
        assert.deepEqual([...(await load(bytes, columns, raw)).values], [1, 0, 1, 0, 1, 2]);
        assert.deepEqual((await describeTable(bytes)).columns, columns);
      });

    it("that is none of these is refused with line, column and what to do", async () => {
      for (const [latin1, place] of [
        ["kind,x\nB\xFCr,0\nB\xF6r,1\n", /line 2, column 2 has the byte 0xFC, which is "ü"/],
        ["kind,x\r\na,1\r\nb\xE9,0\r\n", /line 3, column 2 has the byte 0xE9, which is "é"/],
        [`k\xEFnd,x\n`, /line 1, column 2/],
        [
          `kind,x\n${"a,1\n".repeat(50_000)}\x80,1\n`,
          /line 50002, column 1 has the byte 0x80, as text in Windows-1252/,
        ],
        ["kind,x\na,1\nb\xFC", /line 3, column 2/],
      ] as const) {
        const bytes = Buffer.from(latin1, "latin1");
        const words = new RegExp(`t\\.csv is not UTF-8: ${place.source}.*; save it as UTF-8`);
        await refused(load(bytes, numeric("x")), words);
        await refused(describeTable(bytes), words);
      }
      await refused(load(Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]), numeric("x")), /in UTF-32/);
      await refused(load(Buffer.from("x\n1\n\0\n"), numeric("x")), /a byte of 0 is on line 3/);
    });

    it("has its characters whole where pieces of the file meet", async () => {
      // Characters of one to four bytes: every boundary of a piece falls into some of them.
      const words = ["a", "ü", "€", "😀"];
      const content = `kind,x\n${counted(50_000, (i) => `${words[i % 4]},1`)}\n`;
      const { count, values } = await load(content, [kinds(...words)]);
      assert.equal(count, 50_000);
      for (let row = 0; row < count; row++)
        if (values[4 * row + (row % 4)] !== 1) assert.fail(`row ${row}`);
    });
  });

  it("that is a pipe or a folder is refused and not waited for", async () => {
    await refused(describeData(here("gone.csv")), /cannot be read: .*\(ENOENT/);
    if (process.platform === "win32") return;
    const pipe = here("pipe.csv");
    execFileSync("mkfifo", [pipe]);
    await refused(describeData(pipe), /it is a named pipe, not a file/);
    const data = dataSchema.parse({ source: "csv", file: pipe, columns: numeric("x") });
    await refused(openSource(data, ""), /it is a named pipe, not a file/);
  });

  describe("by its first line", () => {
    it("has each column once: of two with one name both places are named", async () => {
      const content = "a,b,a\n1,2,3\n";
      const words = /several columns of the name "a": columns 1 and 3 \(line 1\); give each a name/;
      await refused(load(content, numeric("a")), words);
      await refused(describeTable(content), words);
      assert.deepEqual([...(await load(content, numeric("b"), raw)).values], [2]);
    });

    it("may leave names out, of columns that are not used", async () => {
      const content = ",x,\n0,5,\n1,6,\n";
      assert.deepEqual([...(await load(content, numeric("x"), raw)).values], [5, 6]);
      const { columns, remarks } = await describeTable(content);
      assert.deepEqual(columns, numeric("x"));
      assert.deepEqual(remarks.slice(1), [
        "column 1 has no name in the first line and is left out",
        "column 3 has no name in the first line and is left out",
      ]);
    });

    for (const [content, like] of [
      [`0.5,0\n${counted(9, (i) => `${i}.5,${i}`)}\n`, true],
      [`5.1,3.5,setosa\n${counted(9, (i) => `4.${i},3,${i % 2 ? "setosa" : "other"}`)}\n`, true],
      [`a,b\n${counted(9, (i) => `${i % 2 ? "a" : "c"},b`)}\n`, true],
      [`x,0\n${counted(9, (i) => `${i},${i}`)}\n`, false],
      [`kind,x\n${counted(9, (i) => `a,${i}`)}\n`, false],
    ] as const)
      it(
        `${like ? "that looks like data is said to" : "with names is taken as it is"}: ` +
          `${content.split("\n")[0]}`,
        async () => {
          const { columns, remarks } = await describeTable(content);
          const said = remarks.filter((remark) =>
            remark.includes("the first line looks like data"),
          );
          assert.equal(said.length, Number(like));
          const { problems } = parseExperiment(experimentOn(columns ?? []));
          assert.deepEqual(
            problems.map(({ severity }) => severity),
            like ? ["warning"] : [],
          );
          if (like) assert.match(problems[0]?.message ?? "", /looks like data/);
        },
      );
  });

  describe("with a delimiter and signs of its own is described as it is written", () => {
    for (const [what, content, settings, values] of [
      ["commas", "x,y\n1,2.5\n2,3.5\n", {}, [1, 2.5, 2, 3.5]],
      ["semicolons", "x;y\n1;2\n2;4\n", { delimiter: ";" }, [1, 2, 2, 4]],
      ["tabs", "x\ty\n1\t2\n2\t4\n", { delimiter: "\t" }, [1, 2, 2, 4]],
      ["bars", "x|y\n1|2\n2|4\n", { delimiter: "|" }, [1, 2, 2, 4]],
      [
        "semicolons and decimal commas",
        "x;y\n1;20,5\n2;21,25\n",
        { delimiter: ";", decimal: "," },
        [1, 20.5, 2, 21.25],
      ],
      ["quoted decimal commas", 'x,y\n1,"2,5"\n2,"0,25"\n', { decimal: "," }, [1, 2.5, 2, 0.25]],
      ["quoted thousands", 'x,y\n1,"1,234"\n2,999\n', { thousands: "," }, [1, 1234, 2, 999]],
      [
        "thousands and decimals",
        'x,y\n1,"1,234.5"\n2,"12,345,678"\n',
        { thousands: "," },
        [1, 1234.5, 2, 12345678],
      ],
      [
        "thousands with points and decimal commas",
        "x;y\n1;1.234,5\n2;9,5\n",
        { delimiter: ";", decimal: ",", thousands: "." },
        [1, 1234.5, 2, 9.5],
      ],
      [
        "three decimals after a comma",
        "x;y\n1;1,234\n2;2,345\n",
        { delimiter: ";", decimal: "," },
        [1, 1.234, 2, 2.345],
      ],
      [
        "names with the other delimiter in them",
        "x;y\n1;2,5\n2;3,5\n",
        { delimiter: ";", decimal: "," },
        [1, 2.5, 2, 3.5],
      ],
    ] as const)
      it(what, async () => {
        const { columns, remarks, ...found } = await describeTable(content);
        assert.deepEqual(columns, numeric("x", "y"));
        assert.deepEqual(found, { source: "csv", file: undefined, ...settings });
        assert.equal(remarks.length, Object.keys(settings).length > 0 ? 2 : 1);
        const dataset = await load(content, columns ?? [], { ...settings, ...raw });
        assert.deepEqual([...dataset.values], values.map(Math.fround));
      });

    it("one column, with and without commas in it", async () => {
      assert.deepEqual((await describeTable("x\n1.5\n2\n")).columns, numeric("x"));
      const { decimal, columns } = await describeTable("x\n1,5\n2,25\n");
      assert.deepEqual([decimal, columns], [",", numeric("x")]);
    });

    it("and a config with other signs is told which", async () => {
      await refused(load("x;y\n1;2,5\n", numeric("x")), /set "delimiter": ";" in the config/);
      await refused(
        load("x;y\n1;2,5\n", numeric("y"), { delimiter: ";" }),
        /column "y" has "2,5" .*t\.csv:2\); set "decimal": "," in the config/,
      );
      await refused(
        load('x,y\n1,"1,234"\n', numeric("y")),
        /column "y" has "1,234" .*t\.csv:2\); set "thousands": "," in the config if/,
      );
    });
  });
});

/** A config whose networks fit columns. */
function experimentOn(columns: Columns): string {
  const width = columns.reduce(
    (sum, column) => sum + (column.type === "numeric" ? 1 : column.values.length),
    0,
  );
  const adam = { type: "adam", learningRate: 0.001 };
  return JSON.stringify({
    data: { source: "csv", file: "t.csv", columns },
    latent: { size: 2 },
    generator: { layers: [{ type: "dense", units: width }] },
    discriminator: { layers: [{ type: "dense", units: 1 }] },
    optimizer: { generator: adam, discriminator: adam },
    training: { steps: 1, batchSize: 2 },
  });
}
