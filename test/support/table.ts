import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeData } from "../../src/data/describe";
import { openSource } from "../../src/data/source";
import { type DataOf, dataSchema } from "../../src/experiment/schema";

export type Columns = DataOf<"csv">["columns"];

export const numeric = (...names: string[]): Columns =>
  names.map((name) => ({ type: "numeric", name }));

export const kinds = (...values: string[]): Columns[number] => ({
  type: "categorical",
  name: "kind",
  values,
});

export const counted = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join("\n");

/** A folder for the tests of a `describe`, with a table whose content each of them says. */
export function tableFile() {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-table-file-"));
  });
  after(() => rm(folder, { recursive: true }));

  const here = (name: string) => join(folder, name);
  async function written(content: string | Buffer): Promise<string> {
    const file = here("t.csv");
    await writeFile(file, content);
    return file;
  }
  async function load(content: string | Buffer, columns: Columns, settings = {}) {
    const file = await written(content);
    const data = dataSchema.parse({ source: "csv", file, columns, ...settings });
    const source = await openSource(data, "");
    assert.ok(source.kind === "examples");
    return source.dataset;
  }
  async function describeTable(content: string | Buffer) {
    const { data, remarks } = await describeData(await written(content));
    assert.ok(data.source === "csv");
    return { ...data, file: undefined, remarks };
  }
  return { here, load, describeTable };
}
