import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseExperiment } from "../../experiment/parse";
import { withAbsolutePaths } from "../../experiment/paths";
import { modelOf } from "../../gan/model";
import { GanError } from "../../shared/errors";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { loadModules, tryOut } from "../modules";
import { type Post, startEngine } from "./open";

/**
 * Loads the networks of a config that are modules and tries them out, as a run does before its
 * first step.
 */
export async function tryModulesJob(
  { file }: Extract<Job, { kind: "tryModules" }>,
  post: Post,
): Promise<JobResult> {
  const folder = resolve(dirname(file));
  const { experiment } = parseExperiment(await readFile(file, "utf8"), folder);
  if (!experiment) throw new GanError("bad-config", `${file} has errors`, "see gan validate");
  const modules = await loadModules(withAbsolutePaths(experiment, folder));
  // Two samples are no work for a fast engine, which may take long to start.
  await startEngine("cpu", true, folder, post);
  return { kind: "tryModules", tried: tryOut(modelOf(experiment, modules)) };
}
