import { basename, join } from "node:path";
import { type Finding, parseExperiment, type Path, placeFindings } from "../experiment/parse";
import { absoluteData, isNpy } from "../experiment/paths";
import type { DataConfig, DataOf } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { RowEncoder } from "./csv";
import { MAT_HEADER, readMatHeader } from "./mat";
import { readNpyHeader } from "./npy";
import { checkExamples, checkLabelCount } from "./npy-data";
import { picturesIn } from "./pictures-in";
import { placeOf, tableLines, type TableRow, withoutRows } from "./table-lines";
import { tenthOf } from "./splits";
import { checkImages, WHERE_TO_ASK, withoutFolds } from "./tfd";
import { checkIsFile, withFile } from "./unreadable";

/** As `parseExperiment`; where that finds no error, the files that the data names are looked at as well. They are not read through. */
export async function parseWithFiles(
  text: string,
  folder: string,
): Promise<ReturnType<typeof parseExperiment>> {
  const { experiment, problems } = parseExperiment(text, folder);
  if (!experiment) return { problems };
  const found = placeFindings(await checkFiles(experiment.data, folder), text);
  return found.length === 0
    ? { experiment, problems }
    : { problems: [...problems, ...found].sort((a, b) => a.offset - b.offset) };
}

/**
 * What is wrong with a person's own data before any of it is read: files and folders that are not there or are something else, and
 * what heads of files and names of folders tell that does not fit the config. In the loaders' words, at the settings' paths, in any order.
 *
 * @param folder where relative paths start
 */
export async function checkFiles(config: DataConfig, folder: string): Promise<Finding[]> {
  const data = absoluteData(config, folder),
    { findings, check } = inspection();
  switch (data.source) {
    case "folder":
      await checkFolder(data, check);
      break;
    case "npy":
      await checkNpy(data, check);
      break;
    case "csv":
      await checkCsv(data, check);
      break;
    case "tfd":
      await checkTfd(data, check);
      break;
  }
  return findings;
}

/** Does one look at the files; what it throws as `bad-data` is wrong with the setting at this path of the data. @returns undefined then */
type Check = <T>(path: Path, look: () => T | Promise<T>) => Promise<T | undefined>;

function inspection(): { findings: Finding[]; check: Check } {
  const findings: Finding[] = [];
  return {
    findings,
    async check(path, look) {
      try {
        return await look();
      } catch (thrown) {
        if (!(thrown instanceof GanError) || thrown.code !== "bad-data") throw thrown;
        findings.push({
          severity: "error",
          message: thrown.message,
          hint: thrown.hint,
          path: ["data", ...path],
        });
        return undefined;
      }
    },
  };
}

async function checkFolder(
  { path, classes, split }: DataOf<"folder">,
  check: Check,
): Promise<void> {
  // Enough of them to be divided into ten; there may be a million.
  const first = await check(["path"], () => picturesIn(path, 10));
  if (!first) return;
  let count = first.length;
  if (classes) {
    const found = await Promise.all(
      classes.map((name, i) => check(["classes", i], () => picturesIn(join(path, name), 10))),
    );
    if (found.includes(undefined)) return;
    count = found.flat().length;
  }
  if (split === "train") await check(["split"], () => tenthOf(basename(path), count));
}

async function checkNpy(config: DataOf<"npy">, check: Check): Promise<void> {
  const shapeOf = (key: "file" | "labels", file: string) =>
    check([key], async () => {
      await checkIsFile(file);
      return (await readNpyHeader(file)).shape;
    });
  const shape = await shapeOf("file", config.file);
  const labels = config.labels === undefined ? undefined : await shapeOf("labels", config.labels);
  if (!shape) return;
  const count = shape[0] ?? 0;
  await check(["shape"], () => checkExamples(config, shape));
  if (labels) await check(["labels"], () => checkLabelCount(config.labels!, labels, count));
  if (config.split === "train") await check(["split"], () => tenthOf(basename(config.file), count));
}

/** Rows of a table that are looked at before all of it is read. */
const FIRST_ROWS = 100;

async function checkCsv(config: DataOf<"csv">, check: Check): Promise<void> {
  const { file, delimiter, columns } = config;
  const rows = await check(["file"], async () => {
    const first: TableRow[] = [];
    for await (const { row } of tableLines(file, delimiter)) {
      if (row) first.push(row);
      if (first.length >= FIRST_ROWS) break;
    }
    if (first.length === 0) throw withoutRows(file);
    return first;
  });
  if (!rows) return;
  const [{ names }] = rows as [TableRow];
  for (const [i, column] of columns.entries()) {
    const place = await check(["columns", i, "name"], () => placeOf(names, column.name, file));
    if (place === undefined) continue;
    await check(["columns", i], () => {
      const encoder = new RowEncoder({ ...config, columns: [column] });
      for (const row of rows) encoder.add(row);
    });
  }
}

async function checkTfd(config: DataOf<"tfd">, check: Check): Promise<void> {
  const { file } = config;
  if ((await check(["file"], () => checkIsFile(file, WHERE_TO_ASK).then(() => true))) === undefined)
    return;
  if (!isNpy(file)) {
    await check(["file"], async () => readMatHeader(await firstBytes(file, MAT_HEADER), file));
    return;
  }
  if (config.split === "train")
    await check(["split"], () => {
      throw withoutFolds(config);
    });
  const header = await check(["file"], () => readNpyHeader(file));
  if (header) await check(["size"], () => checkImages(config, header.shape));
}

const firstBytes = (file: string, count: number): Promise<Buffer> =>
  withFile(file, async (handle) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  });
