import type { ParameterView } from "../../shared/study/study-view";
import { formatNumber } from "../../shared/text/format";

/* Parameters and their values in the tables of reports. */

/** Names as short as tells them apart: the last key of a path, or the last two. */
export function shortNames(parameters: readonly Pick<ParameterView, "name">[]): string[] {
  const ends = parameters.map(({ name }) => name.split(".").at(-1) ?? name);
  return parameters.map(({ name }, i) => {
    const end = ends[i] ?? name;
    return ends.indexOf(end) === ends.lastIndexOf(end) ? end : name.split(".").slice(-2).join(".");
  });
}

export const valueText = (value: number | string | undefined): string => {
  if (value === undefined) return "-";
  return typeof value === "number" ? formatNumber(value, 4) : value;
};
