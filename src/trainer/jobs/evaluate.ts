import { requestFor } from "../../experiment/evaluation";
import { readExperiment, recordEvaluation } from "../../run";
import { cacheDirs } from "../../shared/files/cache";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { evaluate, needsClassifier, RealData } from "../evaluation";
import { openRun, type Post } from "./open";
import { recordedData } from "./outputs";

/** Evaluates a run at a checkpoint and adds the evaluation to it. */
export async function evaluateJob(
  job: Extract<Job, { kind: "evaluate" }>,
  post: Post,
): Promise<JobResult> {
  const experiment = await readExperiment(job.runDir);
  const request = requestFor(experiment, job);
  const subject = await openRun(job, post, {
    trainsConvolution: needsClassifier(experiment.data, request, cacheDirs()),
  });
  const work = evaluate(
    subject,
    request,
    new RealData(experiment.data, cacheDirs(), {
      known: recordedData({ runDir: job.runDir, data: experiment.data, post }),
      ...(job.acceptChangedData === undefined ? {} : { acceptChangedData: job.acceptChangedData }),
    }),
    new AbortController().signal,
  );
  let next = await work.next();
  for (; !next.done; next = await work.next())
    post({ type: "progress", what: next.value.what, fraction: next.value.fraction });
  return {
    kind: "evaluate",
    ...recordEvaluation(job.runDir, subject.step, next.value, "asked"),
    engine: `${subject.engine.name} ${subject.engine.version}`,
  };
}
