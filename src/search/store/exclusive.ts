import { randomUUID } from "node:crypto";
import { linkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { onFile } from "../../shared/files/errors";

/*
 * Files that one of many processes makes, on whatever machines they run, and that stay as they are.
 */

/** What a file system says that has no hard links. */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "EMLINK",
]);

/**
 * Makes a file with its whole content where there is none. The content is written under another
 * name, and link() gives it the file's name in one stroke, also on NFS.
 *
 * @returns whether this call made it
 */
export function createExclusive(file: string, content: string): boolean {
  const own = `${file}.${randomUUID().slice(0, 8)}.${process.pid}.tmp`;
  return onFile(file, () => {
    try {
      writeFileSync(own, content);
      return linkOnce(own, file) ?? createPlainly(file, content);
    } finally {
      rmSync(own, { force: true });
    }
  });
}

/** Undefined where the file system has no links. */
function linkOnce(own: string, file: string): boolean | undefined {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    // An answer of NFS can be lost, and the question that is asked again is then answered with
    // EEXIST: the number of links is the truth.
    if (statSync(own).nlink > 1) return true;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (WITHOUT_LINKS.has(code)) return undefined;
    throw error;
  }
}

function createPlainly(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
