import assert from "node:assert/strict";
import { rangeText } from "../../../webview/dashboard/metric-lines";

describe("The range of a line in the legend", () => {
  for (const [min, max, text] of [
    [0.19, 1.9, "0.19 … 1.9"],
    [0.69012, 0.69384, "0.69 … 0.694"],
    [0.09994, 0.1, "0.0999 … 0.1"],
    [1234.5, 1234.6, "1234.5 … 1234.6"],
    [0.001, 0.001, ""],
    [NaN, NaN, ""],
  ] as const)
    it(`tells ${min} from ${max} in as few digits as do`, () =>
      assert.equal(rangeText(min, max), text));
});
