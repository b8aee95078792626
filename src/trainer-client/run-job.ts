import { formatIssues } from "../experiment/explain";
import { type ErrorCode, GanError } from "../shared/errors";
import { type Job, type JobResult, jobSchema } from "../shared/protocol/jobs";
import { fromTrainerSchema, type ToTrainer } from "../shared/protocol/messages";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { forkTrainer, type ForkOptions } from "./fork";

/* Starts a trainer for a job, such as an evaluation, and waits for its result. */

export interface JobOptions extends Omit<ForkOptions, "onErrorLine"> {
  onProgress(what: string, fraction: number): void;
  /** Something that a person should know and that is no failure. */
  onNotice(message: string): void;
  signal?: AbortSignal;
}

/**
 * Has a job done by a process of its own. @throws GanError the job's own, `cancelled`, or
 * `trainer-crashed`
 */
export function runJob<K extends Job["kind"]>(
  job: Extract<Job, { kind: K }>,
  options: JobOptions,
): Promise<Extract<JobResult, { kind: K }>> {
  const checked = jobSchema.safeParse(job);
  if (!checked.success)
    return Promise.reject(
      new GanError("bad-usage", formatIssues(checked.error, jobSchema, job), "nothing was done"),
    );
  return new Promise((resolve, reject) => {
    let lastWords = "";
    const child = forkTrainer({
      ...options,
      onErrorLine: (line) => {
        lastWords = line;
      },
    });
    const cancel = () => {
      child.kill("SIGKILL");
    };
    options.signal?.addEventListener("abort", cancel, { once: true });
    child.on("message", (raw) => {
      const parsed = fromTrainerSchema.safeParse(raw);
      if (!parsed.success) return;
      const message = parsed.data;
      if (message.type === "ready")
        child.send({ type: "job", protocol: PROTOCOL_VERSION, job } satisfies ToTrainer);
      if (message.type === "progress") options.onProgress(message.what, message.fraction);
      if (message.type === "notice") options.onNotice(message.message);
      if (message.type === "jobDone") resolve(message.result as Extract<JobResult, { kind: K }>);
      if (message.type === "jobFailed")
        reject(new GanError(message.code as ErrorCode, message.message, message.hint));
    });
    child.once("error", (error) =>
      reject(
        new GanError("trainer-crashed", `the process could not be started: ${error.message}`, "", {
          cause: error,
        }),
      ),
    );
    // After a result this comes too late to change anything.
    child.once("close", (code, signal) => {
      options.signal?.removeEventListener("abort", cancel);
      reject(
        options.signal?.aborted
          ? new GanError("cancelled", "cancelled")
          : new GanError(
              "trainer-crashed",
              "the process ended unexpectedly " +
                `(${signal ? `signal ${signal}` : `exit code ${code}`})${lastWords ? `: ${lastWords}` : ""}`,
              signal === "SIGKILL"
                ? "if you did not end it, the system probably did because memory ran out: " +
                    "take fewer samples"
                : "try again",
            ),
      );
    });
    if (options.signal?.aborted) cancel();
  });
}
