import { explainFileError } from "../shared/files/errors";

/* What becomes of this program when the pipe that it writes into is closed. */

/** What a shell shows for a program that a closed pipe ended: 128 and the number of SIGPIPE. */
const CLOSED_PIPE = 141;

/**
 * Ends the command when stdout can no longer be written: silently when the reader has closed the
 * pipe (`| head`), with an error message otherwise, for example on a full disk. A command that is
 * training stops it as on SIGTERM.
 */
export function endWithOutput(): void {
  let isLost = false;
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    const code = error.code === "EPIPE" ? CLOSED_PIPE : 1;
    if (code === 1) {
      const explained = explainFileError(Object.assign(error, { path: "standard output" }));
      process.stderr.write(`error: ${explained?.message ?? error.message}\n`);
    }
    process.on("exit", () => {
      process.exitCode = code;
    });
    if (!process.emit("SIGTERM")) process.exit(code);
  });
}
