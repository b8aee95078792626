import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../run";
import { readDataRecord } from "../../run/data-record";
import { requireFreeFolder } from "../../run/free-folder";
import type { Job, JobResult } from "../../shared/protocol/jobs";
import { type Files, WRITERS } from "../export/formats";
import { type ExportedNetwork, takeNetwork } from "../export/network";
import { descriptionOf, type ExportedRun, readmeOf } from "../export/readme";
import { openRun, type Post } from "./open";
import { npyBytes } from "./outputs";

/* The job that writes networks of a run for other programs. */

/** @throws GanError `bad-usage` where the folder has something in it already */
export async function exportJob(
  job: Extract<Job, { kind: "export" }>,
  post: Post,
): Promise<JobResult> {
  const { runDir, format, out } = job;
  requireFreeFolder(out);
  const opened = await openRun(job, post);
  const networks: ExportedNetwork[] = [];
  for (const name of new Set(job.networks))
    networks.push(await takeNetwork(opened, name, job.weights));
  const { experiment, step } = opened;
  const { name } = readRecord(runDir);
  const columns = readDataRecord(runDir)?.columns;
  const run: ExportedRun = { name, step, experiment, ...(columns ? { columns } : {}) };
  const notes = { run: name, step: String(step), madeBy: "GAN Workbench" };
  const files: Files = Object.assign(
    { "README.md": readmeOf(run, format, networks) },
    { "network.json": `${JSON.stringify(descriptionOf(run, networks), null, 2)}\n` },
    ...networks.map((network) => ({
      ...WRITERS[format].files(network, notes),
      ...examplesOf(network),
    })),
  );
  write(out, files);
  return { kind: "export", step, out, files: Object.keys(files) };
}

function examplesOf({ name, input, output, example }: ExportedNetwork): Files {
  const { labels } = example;
  return {
    [`${name}-${input.name}.npy`]: npyBytes(example.input.shape, example.input.values),
    ...(labels ? { [`${name}-labels.npy`]: npyBytes(labels.shape, labels.values) } : {}),
    [`${name}-${output.name}.npy`]: npyBytes(example.output.shape, example.output.values),
  };
}

/** Writes all files, or none. */
function write(out: string, files: Files): void {
  mkdirSync(out, { recursive: true });
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
  } catch (error) {
    for (const name of Object.keys(files)) rmSync(join(out, name), { force: true });
    throw error;
  }
}
