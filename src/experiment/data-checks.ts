import { readDrawing } from "../shared/drawn/drawn-file";
import { errorAt, type Finding } from "./finding";
import type { DataConfig, DataOf, TableColumn } from "./schema";

/* Checks of a config: what the schema cannot say of its `data`. */

/** What the schema cannot say of the data: whether its settings fit each other. */
export function checkData(data: DataConfig): Finding[] {
  switch (data.source) {
    case "gaussianMixture1d":
      return checkMixture(data);
    case "uniform":
      return data.high > data.low
        ? []
        : [error("high must be greater than low", "exchange the two", "high")];
    case "line":
      return data.from.some((value, axis) => value !== data.to[axis])
        ? []
        : [error("the line begins where it ends", "give two different points", "to")];
    case "npy":
      return checkLabels(data);
    case "folder":
      return checkFolders(data);
    case "csv":
      return checkTable(data);
    case "points":
    case "curve":
      return checkDrawing(data);
    default:
      return [];
  }
}

const error = (message: string, hint: string, ...path: (string | number)[]): Finding =>
  errorAt(["data", ...path], message, hint);

function checkMixture({ means, stddevs, weights }: DataOf<"gaussianMixture1d">): Finding[] {
  const wrong = (name: string, values: readonly number[] | undefined) =>
    values && values.length !== means.length
      ? [
          error(
            `${name} has ${values.length} entries, but there are ${means.length} means`,
            "give one for each component",
            name,
          ),
        ]
      : [];
  return [...wrong("stddevs", stddevs), ...wrong("weights", weights)];
}

function checkLabels({ labels, classes }: DataOf<"npy">): Finding[] {
  if (labels !== undefined && classes === undefined)
    return [
      error(
        "the labels do not say how many classes there are",
        'give "classes" too: one more than the greatest label',
        "labels",
      ),
    ];
  return classes !== undefined && labels === undefined
    ? [
        error(
          "which class an example is of is not said",
          'give "labels" too: a .npy file of whole numbers from 0',
          "classes",
        ),
      ]
    : [];
}

function checkFolders({ classes = [] }: DataOf<"folder">): Finding[] {
  return classes.flatMap((name, i) => [
    ...(classes.indexOf(name) < i
      ? [error(`the class "${name}" is given twice`, "remove one", "classes", i)]
      : []),
    ...(/[\\/]|^\.\.?$/.test(name)
      ? [
          error(
            `"${name}" is no folder right inside the data's folder`,
            "give the name of one, without a path",
            "classes",
            i,
          ),
        ]
      : []),
  ]);
}

function checkTable(data: DataOf<"csv">): Finding[] {
  const { delimiter, decimal, thousands, columns } = data;
  return [
    ...(/["\r\n]/.test(delimiter)
      ? [
          error(
            `${JSON.stringify(delimiter)} cannot stand between two values`,
            'use ",", ";", "|" or "\\t"',
            "delimiter",
          ),
        ]
      : []),
    ...(thousands === decimal
      ? [
          error(
            `${JSON.stringify(decimal)} cannot stand both before decimals and between thousands`,
            "give two different characters, or leave one out",
            "thousands",
          ),
        ]
      : []),
    ...checkColumns(columns),
    ...checkNames(data),
  ];
}

/** A file is read elsewhere; what the config itself has of a drawing is looked at like a file. */
function checkDrawing({ source, file, points }: DataOf<"points" | "curve">): Finding[] {
  if (!points)
    return file === undefined
      ? [
          error(
            "which drawing is meant is not said",
            'give "file", a file that GAN: Draw Data makes, or "points"',
          ),
        ]
      : [];
  const { problem } = readDrawing(source, points.map((row) => row.join(",")).join("\n"));
  if (!problem) return [];
  const { line, message, hint } = problem;
  const place = line === undefined ? [] : [line - 1];
  const subject = line === undefined ? "the drawing" : "the row";
  return [error(`${subject} ${message}`, hint, "points", ...place)];
}

function checkColumns(columns: readonly TableColumn[]): Finding[] {
  return columns.flatMap((column, i) => [
    ...(columns.findIndex(({ name }) => name === column.name) < i
      ? [error(`the column "${column.name}" is given twice`, "remove one", "columns", i, "name")]
      : []),
    ...(column.type === "categorical" && new Set(column.values).size < column.values.length
      ? [
          error(
            `a value of the column "${column.name}" is given twice`,
            "remove one",
            "columns",
            i,
            "values",
          ),
        ]
      : []),
  ]);
}

function checkNames(data: DataOf<"csv">): Finding[] {
  const names = namesLikeData(data);
  if (names.length === 0) return [];
  const some = names.slice(0, 3).map((name) => JSON.stringify(name));
  const more = names.length > some.length ? ", ..." : "";
  return [
    {
      severity: "warning",
      message:
        "the first line of the table, which names its columns, looks like data: " +
        `${some.join(", ")}${more}`,
      hint: "if it is, put a line with the columns' names above it; else it is well",
      path: ["data", "columns"],
    },
  ];
}

/**
 * Names of columns that look like values of these: numbers above numbers, a category above
 * categories. A word above numbers tells that they are names.
 */
export function namesLikeData({
  columns,
  decimal,
}: Pick<DataOf<"csv">, "columns" | "decimal">): string[] {
  const isNumber = (name: string) => {
    const text = decimal === "," ? name.replace(",", ".") : name;
    return text.trim() !== "" && Number.isFinite(Number(text));
  };
  if (columns.some(({ type, name }) => type === "numeric" && !isNumber(name))) return [];
  return columns
    .filter((column) => column.type === "numeric" || column.values.includes(column.name))
    .map(({ name }) => name);
}
