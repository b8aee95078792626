import { explainFileError } from "./files/errors";

/* The error that all parts throw: what went wrong, what to do about it, and a word to match on. */

/** What went wrong, as a stable word that tests and callers can match on. */
export type ErrorCode =
  | "bad-config"
  | "bad-data"
  | "bad-module"
  | "bad-run"
  | "bad-usage"
  | "data-changed"
  | "cancelled"
  | "engine-missing"
  | "engine-install"
  | "download"
  | "busy"
  | "file-access"
  | "not-finite"
  | "not-recordable"
  | "out-of-memory"
  | "trainer-crashed"
  | "untrusted"
  | "internal";

/**
 * The one error class of the project: `message` says what happened and where, in words for a
 * person; `hint` says what to do about it. The command line and the editor only format it.
 */
export class GanError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint = "",
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "GanError";
  }
}

/**
 * Any thrown value as a `GanError`: an error of the file system becomes `file-access`, any other
 * that is not one already `internal`.
 */
export function toGanError(thrown: unknown): GanError {
  if (thrown instanceof GanError) return thrown;
  const explained = explainFileError(thrown);
  if (explained)
    return new GanError("file-access", explained.message, explained.hint, { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new GanError("internal", message, "", { cause: thrown });
}

/** `what (where); what to do`, on one line. */
export function formatError(error: GanError): string {
  return error.hint ? `${error.message}; ${error.hint}` : error.message;
}

/**
 * The first line of a message that says something: tfjs-node puts TensorFlow's status number before
 * its words.
 */
export const firstLine = (text: string): string =>
  text.replace(/^Invalid TF_Status: \d+\s*(Message:\s*)?/, "").split("\n")[0]!;
