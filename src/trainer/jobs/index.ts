import type { Job, JobResult } from "../../shared/protocol/jobs";
import { describeJobFailure } from "../process/failures";
import { evaluateJob } from "./evaluate";
import { exportJob } from "./export";
import { exportEventsJob } from "./export-events";
import { featuresJob, importInceptionJob } from "./features";
import { gameJob } from "./game";
import { interpolateJob } from "./interpolate";
import type { Post } from "./open";
import { sampleJob } from "./sample";
import { tryModulesJob } from "./try-modules";

/** Does a job and posts what came of it. */
export async function runJob(job: Job, post: Post): Promise<void> {
  try {
    post({ type: "jobDone", result: await carryOut(job, post) });
  } catch (thrown) {
    const { code, message, hint } = describeJobFailure(thrown);
    post({ type: "jobFailed", code, message, hint });
  }
}

function carryOut(job: Job, post: Post): Promise<JobResult> {
  switch (job.kind) {
    case "evaluate":
      return evaluateJob(job, post);
    case "sample":
      return sampleJob(job, post);
    case "export":
      return exportJob(job, post);
    case "exportEvents":
      return exportEventsJob(job);
    case "interpolate":
      return interpolateJob(job, post);
    case "game":
      return gameJob(job, post);
    case "features":
      return featuresJob(job, post);
    case "tryModules":
      return tryModulesJob(job, post);
    case "importInception":
      return importInceptionJob(job);
  }
}
