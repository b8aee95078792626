import { join } from "node:path";
import { studyFiles } from "../store/study-files";
import { shellWords } from "./shell";
import { bytesOf, coresOf, type Launch, workerCommand } from "./worker-command";

/* Workers as the tasks of a Slurm array. */

export interface SlurmJob {
  /** `sbatch` and its options. */
  command: string[];
  /** What it reads from its standard input. */
  script: string;
}

/** Seconds before its time limit at which a task is told to save. */
const NOTICE_S = 60;

export function slurmJob(launch: Launch): SlurmJob {
  const { dir, name, workers, settings } = launch;
  const { memory, gpus, sbatch = [] } = settings;
  const log = join(studyFiles(dir).logs, "slurm-%A_%a.txt");
  return {
    command: [
      "sbatch",
      "--parsable",
      `--job-name=${name}`,
      `--array=0-${workers - 1}`,
      `--cpus-per-task=${coresOf(settings)}`,
      ...(memory === undefined ? [] : [`--mem=${Math.ceil(bytesOf(memory) / 2 ** 20)}M`]),
      ...(gpus === undefined ? [] : [`--gres=gpu:${gpus}`]),
      "--requeue",
      `--signal=B:USR1@${NOTICE_S}`,
      // A percent sign of the folder's own is no placeholder.
      `--output=${log.replace(studyFiles(dir).logs, (path) => path.replaceAll("%", "%%"))}`,
      "--open-mode=append",
      ...sbatch,
    ],
    script: scriptOf(launch),
  };
}

/**
 * Slurm tells the script alone that its time is nearly over, and all processes when it is
 * cancelled. In both cases the worker saves its run and gives it back; after the former the task
 * waits in the queue again.
 */
const scriptOf = (launch: Launch): string =>
  [
    "#!/bin/bash",
    ...(launch.settings.setup === undefined ? [] : [launch.settings.setup]),
    `${workerCommand(launch, coresOf(launch.settings))} &`,
    "worker=$!",
    `trap 'kill -TERM "$worker" 2>/dev/null' TERM INT`,
    `trap 'again=1; kill -TERM "$worker" 2>/dev/null' USR1`,
    "while",
    '  wait "$worker"',
    "  code=$?",
    '  kill -0 "$worker" 2>/dev/null',
    "do :; done",
    'if [ -n "$again" ]; then scontrol requeue "$SLURM_JOB_ID"; fi',
    'exit "$code"',
    "",
  ].join("\n");

/** What would be sent, as a command for a shell. */
export const slurmText = ({ command, script }: SlurmJob): string =>
  `${shellWords(command)} <<'END_OF_WORKER'\n${script}END_OF_WORKER\n`;
