import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../support/paths";

describe("the suite that runs inside VS Code", () => {
  it("has every test file of its folder, once", () => {
    const folder = join(REPOSITORY, "test", "vscode");
    const suite = readFileSync(join(folder, "suite.ts"), "utf8");
    const imported = [...suite.matchAll(/import\("\.\/(.+)"\)/g)].map(([, name]) => `${name}.ts`);
    const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
    assert.deepEqual(imported.sort(), files.sort());
  });
});
