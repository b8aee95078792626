/*
 * Errors of the file system in words for a person: which file, what hinders, what to do. Of every
 * command and of the trainer, here in one place.
 */

/** What Node throws where the system refuses: `ENOENT`, `EACCES` ... */
type SystemError = NodeJS.ErrnoException & { dest?: string };

/** What each code says of the file, after its name, and what to do about it. */
const REASONS: Record<string, { why: string; hint: string }> = {
  ENOENT: { why: "there is no such file or folder", hint: "check the path" },
  EACCES: {
    why: "permission denied",
    hint: "change its permissions or those of its folder, or choose another place",
  },
  EPERM: {
    why: "the system does not permit it",
    hint:
      "the file may be protected, or open in another program; change that, or choose another " +
      "place",
  },
  EROFS: {
    why: "the file system is read-only",
    hint: "choose a folder that can be written to",
  },
  ENOSPC: { why: "no space is left on the disk", hint: "make room on it, then try again" },
  EDQUOT: { why: "your quota of the disk is used up", hint: "make room on it, then try again" },
  EFBIG: { why: "the file would be too large for its file system", hint: "choose another disk" },
  ENAMETOOLONG: { why: "the name is too long", hint: "choose a shorter name or path" },
  EMFILE: {
    why: "this process has too many files open",
    hint: "raise the limit (ulimit -n 4096), or train fewer runs at the same time",
  },
  ENFILE: {
    why: "the system has too many files open",
    hint: "close other programs, then try again",
  },
  EISDIR: { why: "it is a folder, not a file", hint: "give the path of a file" },
  ENOTDIR: { why: "a part of the path is a file, not a folder", hint: "check the path" },
  ENOTEMPTY: { why: "the folder is not empty", hint: "look into it, and move what is in the way" },
  EEXIST: { why: "there is one already", hint: "choose another name" },
  ELOOP: { why: "links lead in a circle", hint: "mend the link" },
  EBUSY: { why: "another program uses it", hint: "close that program, then try again" },
  EIO: { why: "the disk or the network share failed", hint: "check it, then try again" },
};

const ACTIONS: Record<string, string> = {
  mkdir: "created",
  rmdir: "deleted",
  unlink: "deleted",
  rm: "deleted",
  rename: "replaced",
  write: "written",
  copyfile: "written",
  fsync: "written",
  ftruncate: "written",
  link: "created",
  symlink: "created",
  scandir: "read",
  opendir: "read",
  read: "read",
};

/** Enough of a path to know it by: one that is too long is not shown whole. */
const MAX_PATH_LENGTH = 300;

/** Whether what is told of an error, of another process perhaps, is that a disk is full. */
export const saysNoRoom = (message: string): boolean => /\((ENOSPC|EDQUOT)\)/.test(message);

/** Why the system refuses a file, in words and with its code, and what to do about it. */
interface FileErrorReason {
  why: string;
  hint: string;
  code: string;
}

/** The reason that an error gives; undefined where it is none of the file system. */
export function fileErrorReason(thrown: unknown): FileErrorReason | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, syscall, path } = thrown as SystemError;
  const reason = code === undefined ? undefined : REASONS[code];
  if (code === undefined || !reason) return undefined;
  return path === undefined && syscall === undefined ? undefined : { ...reason, code };
}

/** What a system error says, in words; undefined where it is none of the file system. */
export function explainFileError(thrown: unknown): { message: string; hint: string } | undefined {
  const reason = fileErrorReason(thrown);
  if (!reason) return undefined;
  const { syscall, path, dest } = thrown as SystemError;
  const action = ACTIONS[syscall ?? ""] ?? "opened";
  const file = shortened(dest ?? path ?? "a file").replace(/(\.[\da-f]{8})?\.\d+\.tmp$/, "");
  return {
    message: `${file} cannot be ${action}: ${reason.why} (${reason.code})`,
    hint: reason.hint,
  };
}

const shortened = (path: string): string =>
  path.length <= MAX_PATH_LENGTH
    ? path
    : `${path.slice(0, MAX_PATH_LENGTH / 2)}...${path.slice(-MAX_PATH_LENGTH / 2)}`;

/**
 * Does work on a file. What is thrown names it, also where the system did not: it knows no names of
 * open files.
 */
export function onFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ofFile(file, error);
  }
}

/** As `onFile`, for work that takes its time. */
export async function onFileAsync<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw ofFile(file, error);
  }
}

function ofFile(file: string, error: unknown): unknown {
  if (error instanceof Error && "syscall" in error) {
    const named = error as SystemError;
    delete named.dest;
    named.path = file;
  }
  return error;
}
