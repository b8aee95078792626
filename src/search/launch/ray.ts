import { randomUUID } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { GanError } from "../../shared/errors";
import { asFileName } from "../../shared/text/names";
import { bytesOf, coresOf, type Launch, workerCommand } from "./worker-command";

/*
 * Workers as jobs of Ray. Each job costs Ray a supervisor of some 85 MB on the cluster, and one
 * that waits for more than 15 minutes is failed: so a job is a worker, never a trial.
 */

/** The body of a request to `POST /api/jobs/`. */
export interface RayJob {
  submission_id: string;
  entrypoint: string;
  entrypoint_num_cpus: number;
  entrypoint_num_gpus?: number;
  /** Bytes. */
  entrypoint_memory?: number;
  metadata: Record<string, string>;
}

/** Where Ray's dashboard answers, where nothing else is said. */
export const RAY_ADDRESS = "http://127.0.0.1:8265";

export function rayJobs(launch: Launch, token = randomUUID().slice(0, 8)): RayJob[] {
  const { name, workers, settings, dir } = launch;
  const { setup, gpus, memory } = settings;
  const command = `exec env ${workerCommand(launch, coresOf(settings))}`;
  return Array.from({ length: workers }, (_, i) => ({
    submission_id: `gan-${asFileName(name, 40)}-${token}-${i}`,
    entrypoint: setup === undefined ? command : `${setup}\n${command}`,
    // Without a number Ray runs the job on the head node.
    entrypoint_num_cpus: coresOf(settings),
    ...(gpus === undefined ? {} : { entrypoint_num_gpus: gpus }),
    ...(memory === undefined ? {} : { entrypoint_memory: bytesOf(memory) }),
    metadata: { study: dir },
  }));
}

export const rayUrl = (address: string): string => `${address.replace(/\/+$/, "")}/api/jobs/`;

/** What would be sent. */
export const rayText = (address: string, jobs: readonly RayJob[]): string =>
  jobs.map((job) => `POST ${rayUrl(address)}\n${JSON.stringify(job, null, 2)}\n`).join("\n");

const TIMEOUT_MS = 60_000;

/** Submits a worker. @returns its id @throws GanError `bad-usage` where Ray does not take it */
export async function submitToRay(address: string, job: RayJob): Promise<string> {
  const url = rayUrl(address);
  const failure = (why: string, cause?: unknown) =>
    new GanError(
      "bad-usage",
      `Ray took no job: ${why} (${url})`,
      "give the address of its dashboard: --on ray http://HOST:8265",
      { cause },
    );
  const { status, text } = await post(url, JSON.stringify(job)).catch((error: unknown) => {
    throw failure((error as Error).message, error);
  });
  if (status !== 200) throw failure(`${status} ${text.trim().split("\n").at(-1) ?? ""}`);
  return job.submission_id;
}

/**
 * Not by fetch(): that says how a page would ask (Sec-Fetch-Mode), and Ray refuses what comes from
 * a browser.
 */
function post(url: string, body: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith("https:") ? https : http;
    const sent = request(
      url,
      {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode, text: Buffer.concat(pieces).toString() }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
