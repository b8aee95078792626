/** The page that compares runs in a plain browser, told of them as the extension tells. */
import type { Browser } from "playwright-core";
import type { CompareContent } from "../../src/shared/compare/compared-runs";
import type { FromComparePage, ToComparePage } from "../../src/shared/protocol/compare-messages";
import { PROTOCOL_VERSION } from "../../src/shared/protocol/version";
import { openToldPage, type ToldPage, type ToldPageOptions } from "./told-page";

export interface OpenComparePage extends ToldPage<ToComparePage, FromComparePage> {
  show(content: CompareContent): Promise<void>;
}

export async function openComparePage(
  browser: Browser,
  options: ToldPageOptions = {},
): Promise<OpenComparePage> {
  const opened = await openToldPage<ToComparePage, FromComparePage>(browser, "compare", options);
  return {
    ...opened,
    show: (content) =>
      opened.tell({
        type: "compared",
        protocol: PROTOCOL_VERSION,
        dirs: content.runs.map(({ dir }) => dir),
        content,
      }),
  };
}
