import assert from "node:assert/strict";
import { refused } from "../../support/data-files";
import { counted, kinds, numeric, tableFile } from "../../support/table";

describe("a table's file", function () {
  this.timeout(60_000);
  const { load, describeTable } = tableFile();
  const raw = { standardise: false };

  describe("with cells that are no numbers", () => {
    for (const missing of ["NA", "", "null", "?", "N/A", "nan", "None", "-"])
      it(`keeps a column numeric and names the line to mend: ${JSON.stringify(missing)}`, async () => {
        const content = `x,age\n${counted(30, (i) => `${i},${i === 16 ? missing : 20 + (i % 7)}`)}\n`;
        const shown = missing === "" ? "nothing" : JSON.stringify(missing);
        const { columns, remarks } = await describeTable(content);
        assert.deepEqual(columns, numeric("x", "age"));
        assert.deepEqual(remarks.slice(1), [
          `"age" has no number in 1 of 30 rows, line 18 (${shown}): fill in a number or ` +
            "leave the row out before you train",
        ]);
        await refused(load(content, numeric("age")), /column "age" has .*t\.csv:18\); fill it in/);
      });

    it("counts those that it does not name", async () => {
      const content = `x\n${counted(100, (i) => (i % 15 === 0 ? "NA" : String(i)))}\n`;
      const { remarks } = await describeTable(content);
      assert.match(
        remarks[1] ?? "",
        /"x" has no number in 7 of 100 rows, line 2 .*, line 47 \("NA"\) and 3 more:/,
      );
    });

    it("leaves a column out that is mostly empty, or is text", async () => {
      const content = `x,sparse,id,none\n${counted(60, (i) => `${i},${i % 3 ? "" : i},word${i},`)}\n`;
      const { columns, remarks } = await describeTable(content);
      assert.deepEqual(
        columns?.map(({ name }) => name),
        ["x", "none"].slice(0, 1),
      );
      assert.deepEqual(remarks.slice(1), [
        '"sparse" is left out: 40 of 60 rows have no number in it',
        '"id" is left out: it has more than 50 different values',
        '"none" is left out: no row has a value in it',
      ]);
    });

    for (const [what, end] of [
      ["\\n", "\n"],
      ["\\r\\n", "\r\n"],
      ["\\r", "\r"],
    ] as const)
      it(`the line is the cell's own, after and before line breaks in quotes: ${what}`, async () => {
        const lines = (text: string) => text.replaceAll("\n", end);
        const columns = [...numeric("x", "y"), kinds(lines("a\nb"), "c")];
        const good = '1,2,"a\nb"\n';
        const cases = [
          [`x,y,kind\n${good.repeat(3)}oops,2,"a\nb"\n`, 8],
          [`x,y,kind\n${good}1,oops,"a\nb"\n`, 4],
          [`kind,x,y\n"a\nb",1,oops\n`, 3],
          [`kind,x,y\n\n"a\nb",1,2\n\n\nc,1,oops\n`, 7],
          [`x,y,"ki\nnd",kind\n1,oops,"u\nv\nw",c\n`, 3],
        ] as const;
        for (const [content, line] of cases)
          await refused(
            load(lines(content), columns),
            new RegExp(`"oops" where a number is expected \\(.*t\\.csv:${line}\\)`),
          );
        const { values } = await load(lines(`x,y,kind\n${good}`), columns, raw);
        assert.deepEqual([...values], [1, 2, 1, 0]);
      });
  });
});
