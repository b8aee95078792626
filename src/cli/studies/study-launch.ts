import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Plan, reopenStudy, studyFiles } from "../../search";
import {
  type Launch,
  launchSettings,
  RAY_ADDRESS,
  rayJobs,
  rayText,
  slurmJob,
  slurmText,
  sshCommands,
  sshText,
  submitToRay,
} from "../../search/launch";
import { namesCode } from "../../run/trust";
import { GanError } from "../../shared/errors";

/* `gan search --on ...`: starts workers elsewhere, which then do without this process. */

export interface LaunchOptions {
  /** `slurm`, `ray` or `ssh`, and what comes after it. */
  on: readonly string[];
  /** Workers; by default one, or one a host. */
  jobs?: number | undefined;
  /** Only prints what would be sent. */
  submitOnly: boolean;
  json: boolean;
}

/** A way to start workers. */
interface Launcher {
  /** What would be sent, for a person. */
  text: string;
  /** Starts the workers. @returns what they are called there */
  submit(): Promise<string[]>;
}

export async function launchWorkers(
  dir: string,
  plan: Plan,
  { on, jobs, submitOnly, json }: LaunchOptions,
): Promise<void> {
  const [where = "", ...rest] = on;
  const launch: Launch = {
    dir,
    name: plan.name,
    workers: jobs ?? (where === "ssh" ? Math.max(1, rest.length) : 1),
    settings: launchSettings(plan.workers),
    cliFile: join(__dirname, "cli.js"),
    trust: namesCode(studyFiles(dir).plan),
    env: process.env,
  };
  const launcher = launcherFor(where, rest, launch);
  if (submitOnly) {
    process.stdout.write(launcher.text);
    return;
  }
  mkdirSync(studyFiles(dir).logs, { recursive: true });
  reopenStudy(dir, plan);
  const ids = await launcher.submit();
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "submitted", dir, on: where, ids })}\n`);
    return;
  }
  const here = relative(process.cwd(), dir) || ".";
  process.stdout.write(
    `${launch.workers} ${launch.workers === 1 ? "worker" : "workers"} on ${where}: ` +
      `${ids.join(", ")}\n  how far it is  gan search --report ${here}\n` +
      `  what they say  ${join(here, "logs")}\n`,
  );
}

function launcherFor(where: string, rest: readonly string[], launch: Launch): Launcher {
  if (where === "ssh") {
    const commands = sshCommands(launch, rest);
    return { text: sshText(commands), submit: () => Promise.all(commands.map(bySsh)) };
  }
  const [address = process.env["RAY_API_SERVER_ADDRESS"] ?? RAY_ADDRESS, ...more] = rest;
  if (where === "slurm" ? rest.length > 0 : more.length > 0)
    throw new GanError(
      "bad-usage",
      `--on ${where} takes no "${(where === "slurm" ? rest : more)[0] ?? ""}"`,
      "put --on after the study",
    );
  if (where === "slurm") {
    const job = slurmJob(launch);
    return {
      text: slurmText(job),
      submit: async () => [await firstLineOf(job.command, job.script)],
    };
  }
  if (where === "ray") {
    const jobs = rayJobs(launch);
    return {
      text: rayText(address, jobs),
      async submit() {
        const ids: string[] = [];
        for (const job of jobs) ids.push(await submitToRay(address, job));
        return ids;
      },
    };
  }
  throw new GanError(
    "bad-usage",
    `--on ${where}: no such place`,
    "there are local, slurm, ray [URL] and ssh HOST...",
  );
}

const bySsh = async (command: readonly string[]): Promise<string> =>
  `process ${await firstLineOf(command)} on ${command.at(-2) ?? ""}`;

/** Runs a program to its end. @returns the first line that it prints */
function firstLineOf([program = "", ...args]: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    let printed = "";
    let complaint = "";
    const failed = (why: string, cause?: unknown) =>
      reject(
        new GanError("bad-usage", `no worker was started: ${why}`, `is ${program} right here?`, {
          cause,
        }),
      );
    child.stdout.on("data", (piece: Buffer) => (printed += piece.toString()));
    child.stderr.on("data", (piece: Buffer) => (complaint += piece.toString()));
    child.on("error", (error) => failed(`${program}: ${error.message}`, error));
    child.on("close", (code) => {
      if (code === 0) resolve(printed.split("\n")[0] ?? "");
      else failed(`${program}: ${complaint.trim() || `exit code ${code}`}`);
    });
    // A program that ends at once leaves its input unread.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
