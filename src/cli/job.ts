import { join } from "node:path";
import { cacheDirs } from "../shared/files/cache";
import type { Job, JobResult } from "../shared/protocol/jobs";
import { runJob } from "../trainer-client/run-job";
import { progressBar, QUIET_INTERVAL_MS } from "./progress-bar";
import { bareStderr, visible } from "./terminal";

/* Has a job of the trainer done, such as an evaluation, and tells how far it is. */

/** Has a job done in a process of its own. Tells on stderr how far it is; Ctrl-C ends it. */
export async function doJob<K extends Job["kind"]>(
  job: Extract<Job, { kind: K }>,
): Promise<Extract<JobResult, { kind: K }>> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  const tty = process.stderr.isTTY;
  const bar = progressBar("{what}", bareStderr);
  let drawn = false;
  let said = Date.now();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await runJob<K>(job, {
      trainerFile: join(__dirname, "trainer.js"),
      cacheDirs: cacheDirs(),
      signal: stop.signal,
      onNotice: (message) => process.stderr.write(`${message}\n`),
      onProgress(what, fraction) {
        const percent = Math.floor(100 * fraction);
        if (tty) {
          const payload = { what: visible(what) };
          if (drawn) bar.update(percent, payload);
          else bar.start(100, percent, payload);
          drawn = true;
        } else if (Date.now() - said > QUIET_INTERVAL_MS) {
          said = Date.now();
          process.stderr.write(`${what}: ${percent} %\n`);
        }
      },
    });
  } finally {
    if (drawn) bar.stop();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
