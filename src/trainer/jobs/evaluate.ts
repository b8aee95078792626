import { requestFor } from "../../experiment/evaluation";
import { readExperiment, recordEvaluation } from "../../run";
import { cacheDirs } from "../../shared/files/cache";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { evaluate, needsClassifier, RealData } from "../evaluation";
import { openRun, type Post } from "./open";
import { recordedData } from "./outputs";
import { finish } from "./pieces";

/** Evaluates a run at a checkpoint and adds the evaluation to it. */
export async function evaluateJob(
  job: Extract<Job, { kind: "evaluate" }>,
  post: Post,
): Promise<JobResult> {
  const experiment = await readExperiment(job.runDir);
  const request = requestFor(experiment, job);
  const opened = await openRun(job, post, {
    trainsConvolution:
      request.metrics.includes("dualityGap") ||
      needsClassifier(experiment.data, request, cacheDirs()),
  });
  const work = evaluate(
    opened,
    request,
    new RealData(experiment.data, cacheDirs(), {
      known: recordedData({ runDir: job.runDir, data: experiment.data, post }),
      ...(job.acceptChangedData === undefined ? {} : { acceptChangedData: job.acceptChangedData }),
    }),
    new AbortController().signal,
  );
  let told = "";
  const outcome = await finish(work, ({ what, fraction }) => {
    // Pieces are many and small: each percent is told of once.
    const now = `${what} ${Math.floor(100 * fraction)}`;
    if (now !== told) post({ type: "progress", what, fraction });
    told = now;
  });
  return {
    kind: "evaluate",
    ...recordEvaluation(job.runDir, opened.step, outcome, "asked"),
    engine: `${opened.engine.name} ${opened.engine.version}`,
  };
}
