import { readdirSync } from "node:fs";
import { GanError } from "../shared/errors";

/** @throws GanError `bad-usage` where something has the folder's name that is no empty folder */
export function requireFreeFolder(out: string): void {
  let there: string[] = [];
  try {
    there = readdirSync(out);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      throw new GanError("bad-usage", `${out} is no folder`, "name another with --out");
  }
  if (there.length > 0)
    throw new GanError("bad-usage", `${out} is not empty`, "name another folder with --out");
}
