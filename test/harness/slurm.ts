import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/*
 * A Slurm of one node on this machine, with files of its own: Debian's slurmctld, slurmd,
 * slurm-client and munge, started as root and ended by the pids in their files.
 */

export interface Slurm {
  /** What its commands find it by. */
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue"];
const PORTS = { slurmctld: 26817, slurmd: 26818 };

/** Why Slurm cannot be had here; undefined where it can. */
export function slurmMissing(): string | undefined {
  if (process.platform !== "linux") return "Slurm is for Linux";
  if (process.getuid?.() !== 0) return "its daemons are started as root";
  const missing = PROGRAMS.find((name) => spawnSync("which", [name]).status !== 0);
  return missing && `${missing} is not installed (Debian: slurmctld slurmd slurm-client munge)`;
}

export async function startSlurm(cpus: number): Promise<Slurm> {
  const dir = mkdtempSync(join(tmpdir(), "gan-slurm-"));
  chmodSync(dir, 0o755);
  const at = (name: string) => join(dir, name);
  for (const name of ["state", "spool"]) mkdirSync(at(name));
  writeFileSync(at("munge.key"), randomBytes(1024), { mode: 0o400 });
  writeFileSync(at("slurm.conf"), configOf(at, cpus));
  const env = { SLURM_CONF: at("slurm.conf") };
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const files = ["slurmd", "slurmctld", "munged"].map((name) => at(`${name}.pid`));
  const stop = async () => {
    for (const file of files) await endBy(file);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    run(
      "munged",
      "--force",
      `--key-file=${at("munge.key")}`,
      `--socket=${at("munge.socket")}`,
      `--pid-file=${at("munged.pid")}`,
      `--log-file=${at("munged.log")}`,
      `--seed-file=${at("munge.seed")}`,
    );
    run("slurmctld", "-f", at("slurm.conf"));
    run("slurmd", "-f", at("slurm.conf"));
    for (let tries = 0; !/idle/.test(String(run("sinfo", "-h", "-o", "%T"))); tries++) {
      if (tries > 300) throw new Error(`Slurm's node is not idle: ${logsIn(at)}`);
      await sleep(200);
    }
    return { env, stop };
  } catch (error) {
    const said = logsIn(at);
    await stop();
    throw new Error(`Slurm does not start: ${String(error)}\n${said}`, { cause: error });
  }
}

const configOf = (at: (name: string) => string, cpus: number): string => {
  const host = hostname().split(".")[0] ?? "localhost";
  return `${[
    "ClusterName=test",
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${PORTS.slurmctld}`,
    `SlurmdPort=${PORTS.slurmd}`,
    "AuthType=auth/munge",
    `AuthInfo=socket=${at("munge.socket")}`,
    "CredType=cred/munge",
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "JobAcctGatherType=jobacct_gather/none",
    "AccountingStorageType=accounting_storage/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core",
    "ReturnToService=1",
    "MpiDefault=none",
    "SwitchType=switch/none",
    "SlurmUser=root",
    "KillWait=30",
    `StateSaveLocation=${at("state")}`,
    `SlurmdSpoolDir=${at("spool")}`,
    `SlurmctldPidFile=${at("slurmctld.pid")}`,
    `SlurmdPidFile=${at("slurmd.pid")}`,
    `SlurmctldLogFile=${at("slurmctld.log")}`,
    `SlurmdLogFile=${at("slurmd.log")}`,
    "SlurmdParameters=config_overrides",
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=2000 State=UNKNOWN`,
    "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
  ].join("\n")}\n`;
};

const logsIn = (at: (name: string) => string): string =>
  ["munged.log", "slurmctld.log", "slurmd.log"]
    .map(at)
    .filter(existsSync)
    .map((file) => readFileSync(file, "utf8").split("\n").slice(-8).join("\n"))
    .join("\n");

/** Ends the process whose number is in a file, and waits until it is gone. */
async function endBy(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8"));
  if (!(pid > 1)) return;
  try {
    process.kill(pid, "SIGTERM");
    for (let tries = 0; tries < 100; tries++) {
      process.kill(pid, 0);
      await sleep(100);
    }
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
