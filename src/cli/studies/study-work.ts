import { join, relative } from "node:path";
import { type Plan, workOn, writeReport, writeSearchReport } from "../../search";
import { launchSettings, threadsOf } from "../../search/launch";
import { GanError, toGanError } from "../../shared/errors";
import { cacheDirs } from "../../shared/files/cache";
import { jsonReporter, TerminalReporter } from "./study-reporter";

/* A worker of a study in this terminal: `gan search` and `gan work`. */

export interface WorkerOptions {
  jobs: number;
  /** Of each run; by default the cores that the study says, else all processors. */
  threads?: number | undefined;
  /** After so long without a sign of life another worker is taken for dead. */
  silenceMs?: number;
  /** Whether runs that failed, or that a person stopped, are tried again. */
  reopen: boolean;
  trust: boolean;
  json: boolean;
}

/**
 * Trains what is left of a study. Ctrl-C stops the runs, each after a checkpoint; a second one ends
 * them at once. What keeps this machine from training is thrown once the report is written.
 */
export async function work(dir: string, plan: Plan, options: WorkerOptions): Promise<void> {
  const { json, threads = threadsOf(launchSettings(plan.workers)).threads, ...rest } = options;
  const reporter = json ? jsonReporter(dir) : new TerminalReporter(dir, plan);
  const execution = workOn({
    dir,
    plan,
    ...rest,
    ...(threads === undefined ? {} : { threads }),
    trainerFile: join(__dirname, "trainer.js"),
    cacheDirs: cacheDirs(),
    onEvent: (event) => reporter.event(event),
  });
  let interrupts = 0;
  const interrupt = () => {
    if (++interrupts > 1) return execution.kill();
    reporter.say(
      "Stopping; what is being trained is saved first. Ctrl-C once more ends it at once.",
    );
    execution.stop();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const hindrance = await execution.done.then(
    () => undefined,
    (error: unknown) => toGanError(error),
  );
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
  reporter.close();
  if (!hindrance) return;
  // On a full disk there is none; what hinders is said all the same.
  await (plan.format === 1 ? writeReport(dir) : writeSearchReport(dir)).catch(() => undefined);
  throw new GanError(
    hindrance.code,
    hindrance.message,
    `${hindrance.hint}${hindrance.hint ? "; " : ""}then continue with: gan search --resume ` +
      `${relative(process.cwd(), dir) || "."}`,
  );
}
