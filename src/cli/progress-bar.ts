import { SingleBar } from "cli-progress";

/* How commands tell how far they are: a bar on a terminal, elsewhere a line now and then. */

/** Without a terminal the time between two lines of progress, in milliseconds. */
export const QUIET_INTERVAL_MS = 10_000;

/** The bar of all commands. `format` is what stands beside it; `stream` is one without a guard. */
export const progressBar = (format: string, stream: NodeJS.WritableStream): SingleBar =>
  new SingleBar({
    format: `{bar} {percentage}% | ${format}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream,
    fps: 10,
  });
