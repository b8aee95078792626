import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own for each test of a `describe`, and how modules are written into it. */
export function moduleFolder() {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-modules-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const here = (...parts: string[]) => join(folder, ...parts);
  /** Writes texts by their names, folders and all. */
  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(here(name)), { recursive: true });
      writeFileSync(here(name), text);
    }
  };
  return { here, write };
}
