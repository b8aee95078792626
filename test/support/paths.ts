import { readFileSync } from "node:fs";
import { join } from "node:path";

export const REPOSITORY = join(__dirname, "..", "..");
/** The command line, as built. */
export const CLI = join(REPOSITORY, "dist", "cli.js");
/** The trainer's program, as built. */
export const TRAINER = join(REPOSITORY, "dist", "trainer.js");

/** The content of `test/fixtures/<name>.json`. */
export function fixture<T>(name: string): T {
  return JSON.parse(
    readFileSync(join(REPOSITORY, "test", "fixtures", `${name}.json`), "utf8"),
  ) as T;
}
