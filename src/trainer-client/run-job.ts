import { formatIssues } from "../experiment/explain";
import { GanError } from "../shared/errors";
import { type Job, type JobResult, jobSchema } from "../shared/protocol/jobs";
import { PROTOCOL_VERSION } from "../shared/protocol/version";
import { crashOf } from "./crash-of";
import { failureOf } from "./failure-of";
import { outOfMemoryHint, type ProcessEnd, type ProcessOptions, TrainerProcess } from "./process";

/* Starts a trainer for a job, such as an evaluation, and waits for its result. */

export interface JobOptions extends Omit<ProcessOptions, "onMessage" | "onStray" | "onErrorLine"> {
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
  { onProgress, onNotice, signal, ...options }: JobOptions,
): Promise<Extract<JobResult, { kind: K }>> {
  const checked = jobSchema.safeParse(job);
  if (!checked.success)
    return Promise.reject(
      new GanError("bad-usage", formatIssues(checked.error, jobSchema, job), "nothing was done"),
    );
  return new Promise((resolve, reject) => {
    const worker = new TrainerProcess({
      ...options,
      onMessage(message) {
        if (message.type === "ready") worker.send({ type: "job", protocol: PROTOCOL_VERSION, job });
        if (message.type === "progress") onProgress(message.what, message.fraction);
        if (message.type === "notice") onNotice(message.message);
        if (message.type === "jobDone") resolve(message.result as Extract<JobResult, { kind: K }>);
        if (message.type === "jobFailed") reject(failureOf(message));
      },
    });
    const cancel = () => worker.kill();
    signal?.addEventListener("abort", cancel, { once: true });
    // After a result this comes too late to change anything.
    void worker.ended.then((end) => {
      signal?.removeEventListener("abort", cancel);
      reject(signal?.aborted ? new GanError("cancelled", "cancelled") : jobCrash(end));
    });
    if (signal?.aborted) cancel();
  });
}

const jobCrash = (end: ProcessEnd): GanError =>
  crashOf(
    end,
    "the process",
    end.signal === "SIGKILL" ? outOfMemoryHint("take fewer samples") : "try again",
  );
