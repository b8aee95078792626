import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CONTRACT_FILE, networkContract } from "../../../scripts/network-contract";

describe("The types that a user's module imports", () => {
  it("are those of the contract in the source (npm run docs writes them)", () =>
    assert.equal(readFileSync(CONTRACT_FILE, "utf8"), networkContract()));
});
