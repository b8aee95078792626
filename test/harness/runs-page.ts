/** The table of runs in a plain browser, told of them as the extension tells. */
import type { Browser } from "playwright-core";
import type { FromTablePage, ToTablePage } from "../../src/shared/protocol/table-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import type { RunEntry } from "../../src/shared/runs-table/run-entry";
import { openToldPage, type ToldPage, type ToldPageOptions } from "./told-page";

/** What is told beside runs. */
export type ToldLists = Pick<Extract<ToTablePage, { type: "runs" }>, "studies" | "unreadable">;

export interface OpenRunsPage extends ToldPage<ToTablePage, FromTablePage> {
  show(put: RunEntry[], removed?: string[], lists?: ToldLists): Promise<void>;
}

/** Opens the built page. @param settings how the table was left */
export async function openRunsPage(
  browser: Browser,
  { settings, ...options }: ToldPageOptions & { settings?: unknown } = {},
): Promise<OpenRunsPage> {
  const opened = await openToldPage<ToTablePage, FromTablePage>(browser, "runs", options);
  await opened.tell({ type: "start", protocol: PROTOCOL_VERSION, settings });
  return {
    ...opened,
    show: (put, removed = [], lists = {}) =>
      opened.tell({ type: "runs", put, removed, complete: true, ...lists }),
  };
}
