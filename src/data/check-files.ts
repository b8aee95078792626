import { basename, join } from "node:path";
import { isDrawn, withDrawing } from "../experiment/drawn-data";
import type { Finding } from "../experiment/finding";
import { checkOutputRange } from "../experiment/output-range";
import { parseExperiment, type Path, placeFindings } from "../experiment/parse";
import { absoluteData, isNpy } from "../experiment/paths";
import { checkRates } from "../experiment/rate-checks";
import type { DataConfig, DataOf, Experiment } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { RowEncoder } from "./csv";
import { absentClasses, absentWords } from "./classes";
import { checkDataMemory } from "./data-size";
import { readNpyHeader, readNpyStart } from "./npy";
import {
  arrayRangeFindings,
  channelsRemark,
  checkExamples,
  checkLabelCount,
  readLabels,
} from "./npy-data";
import { picturesIn } from "./pictures-in";
import { placeOf, tableLines, type TableRow, withoutRows } from "./table-lines";
import { tenthOf } from "./splits";
import { checkImages, checkMatFile, WHERE_TO_ASK, withoutFolds } from "./tfd";
import { checkIsFile } from "./unreadable";

/* Checks of a config that look at the files it names, before anything is trained. */

/**
 * As `parseExperiment`; where that finds no error, the files that the data names are looked at as
 * well, and learning rates that go ill together. Files are not read through.
 */
export async function parseWithFiles(
  text: string,
  folder: string,
): Promise<ReturnType<typeof parseExperiment>> {
  const { experiment, problems } = parseExperiment(text, folder);
  if (!experiment) return { problems };
  const wrong = await checkFiles(experiment.data, folder);
  const misread = wrong.some(({ severity }) => severity === "error");
  const reach = misread ? [] : await checkReachOfFile(experiment, folder);
  const tooLarge = misread ? [] : await checkDataMemory(experiment, folder, MAX_COUNTED_PICTURES);
  const failed = misread || tooLarge.length > 0;
  // A study varies its rates on purpose: they are looked at in a config that is to be trained alone.
  const odd = checkRates(experiment);
  const found = placeFindings([...wrong, ...reach, ...tooLarge, ...odd], text);
  const all = [...problems, ...found].sort((a, b) => a.offset - b.offset);
  return failed ? { problems: all } : { experiment, problems: all };
}

/**
 * What is wrong with a person's own data before any of it is read: files and folders that are not
 * there or are something else, and what heads of files and names of folders tell that does not fit
 * the config. In the loaders' words, at the settings' paths, in any order.
 *
 * @param folder where relative paths start
 */
export async function checkFiles(config: DataConfig, folder: string): Promise<Finding[]> {
  const data = absoluteData(config, folder);
  const { findings, check, warn } = inspection();
  switch (data.source) {
    case "folder":
      await checkFolder(data, check, warn);
      break;
    case "npy":
      await checkNpy(data, check, warn);
      break;
    case "csv":
      await checkCsv(data, check);
      break;
    case "points":
    case "curve":
      await check(["file"], () => withDrawing(data));
      break;
    case "tfd":
      await checkTfd(data, check);
      break;
    default:
    // The other sources have no files of the person's own.
  }
  return findings;
}

/**
 * Does one look at the files; what it throws as `bad-data` is wrong with the setting at this path
 * of the data. @returns undefined then
 */
type Check = <T>(path: Path, look: () => T | Promise<T>) => Promise<T | undefined>;
/** Notes what a person should know of the setting at this path of the data. */
type Warn = (path: Path, message: string, hint: string) => void;

function inspection(): { findings: Finding[]; check: Check; warn: Warn } {
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
    warn(path, message, hint) {
      findings.push({ severity: "warning", message, hint, path: ["data", ...path] });
    },
  };
}

/** There may be a million. */
const MAX_COUNTED_PICTURES = 10_000;

async function checkFolder(
  { path, classes, split }: DataOf<"folder">,
  check: Check,
  warn: Warn,
): Promise<void> {
  const all = await check(["path"], () => picturesIn(path, { most: MAX_COUNTED_PICTURES }));
  if (!all) return;
  let searches = [all];
  if (classes) {
    const found = await Promise.all(
      classes.map((name, i) =>
        check(["classes", i], () => picturesIn(join(path, name), { most: MAX_COUNTED_PICTURES })),
      ),
    );
    searches = found.filter((one) => one !== undefined);
    if (searches.length < classes.length) return;
  }
  for (const { leftOut } of searches)
    for (const words of leftOut) warn(["path"], words, "or remove them, if they are not meant");
  const count = searches.reduce((sum, { pictures }) => sum + pictures.length, 0);
  if (split === "train") await check(["split"], () => tenthOf(basename(path), count));
}

/** Labels that are looked at in an editor, too. */
const MAX_CHECKED_LABELS = 1 << 20;

async function checkNpy(config: DataOf<"npy">, check: Check, warn: Warn): Promise<void> {
  const shapeOf = (key: "file" | "labels", file: string) =>
    check([key], async () => (await readNpyHeader(file)).shape);
  const shape = await shapeOf("file", config.file);
  const labels = config.labels === undefined ? undefined : await shapeOf("labels", config.labels);
  if (!shape) return;
  const count = await check(["shape"], () => checkExamples(config, shape));
  if (count === undefined) return;
  const channels = channelsRemark(config);
  if (channels) warn(["shape"], channels, "");
  if (config.split === "train") await check(["split"], () => tenthOf(basename(config.file), count));
  if (labels) await checkLabels(config, labels, count, check, warn);
}

async function checkLabels(
  { labels: file, classes }: DataOf<"npy">,
  shape: readonly number[],
  count: number,
  check: Check,
  warn: Warn,
): Promise<void> {
  if (file === undefined || classes === undefined) return;
  await check(["labels"], async () => {
    checkLabelCount(file, shape, count);
    if (count > MAX_CHECKED_LABELS) return;
    const absent = absentClasses(await readLabels(file, count, classes), classes);
    if (absent.length > 0)
      warn(
        ["labels"],
        `${basename(file)} ${absentWords(absent.map(String))}`,
        'number the labels without gaps, or correct "classes"',
      );
  });
}

/** Whether G can give the numbers of a drawing, or of an array: its first examples tell. */
async function checkReachOfFile(
  { data: config, generator }: Experiment,
  folder: string,
): Promise<Finding[]> {
  const data = absoluteData(config, folder);
  if (isDrawn(data))
    return data.points ? [] : checkOutputRange({ data: await withDrawing(data), generator });
  if (data.source !== "npy") return [];
  const { findings, check } = inspection();
  const start = await check(["file"], () => readNpyStart(data.file));
  return start ? arrayRangeFindings(data, generator, start.values) : findings;
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
  if (!isNpy(file)) {
    await check(["file"], () => checkMatFile(file));
    return;
  }
  const there = await check(["file"], async () => {
    await checkIsFile(file, WHERE_TO_ASK);
    return true;
  });
  if (!there) return;
  if (config.split === "train")
    await check(["split"], () => {
      throw withoutFolds(config);
    });
  const header = await check(["file"], () => readNpyHeader(file));
  if (header) await check(["size"], () => checkImages(config, header.shape));
}
