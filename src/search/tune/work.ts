import { relative } from "node:path";
import { GanError } from "../../shared/errors";
import type { Plan } from "../plan/plan";
import type { StudyEvent } from "../work/train-run";
import { type Execution, workOn } from "../work/worker";

/* How tuning works on a study: in this process, one run after the other, until it is stopped. */

export type TunePhase = "speed" | "search" | "check";

/** What tuning needs of whoever asks for it. */
export interface TuneContext {
  /** The bundled `trainer.js`. */
  trainerFile: string;
  cacheDirs: readonly string[];
  /** Ends tuning after a checkpoint of what is trained; it can be gone on with. */
  signal: AbortSignal;
  /** Ends what is trained at once; it goes on from its last checkpoint. */
  killSignal: AbortSignal;
  onPhase(phase: TunePhase, plan: Plan, dir: string): void;
  onEvent(event: StudyEvent, phase: TunePhase): void;
}

/** A study that tuning works on. */
export interface Work {
  plan: Plan;
  dir: string;
  phase: TunePhase;
  /** The folder of the search, with which tuning is gone on with. */
  search: string;
}

/** Works on a study until nothing is left. @throws GanError `cancelled` where it was stopped */
export async function worked(work: Work, context: TuneContext): Promise<void> {
  context.onPhase(work.phase, work.plan, work.dir);
  await untilDone(execute(work, context), context);
  if (!context.signal.aborted) return;
  throw new GanError(
    "cancelled",
    "tuning was stopped",
    `go on with: gan tune --resume ${relative(process.cwd(), work.search) || "."}`,
  );
}

export const execute = (
  { plan, dir, phase }: Omit<Work, "search">,
  { trainerFile, cacheDirs, onEvent }: TuneContext,
): Execution =>
  workOn({
    dir,
    plan,
    jobs: 1,
    // What was stopped before is tried again; of a new study there is none.
    reopen: true,
    trainerFile,
    cacheDirs,
    onEvent: (event) => onEvent(event, phase),
  });

export async function untilDone(
  execution: Execution,
  { signal, killSignal }: Pick<TuneContext, "signal" | "killSignal">,
): Promise<void> {
  const stop = () => execution.stop();
  const kill = () => execution.kill();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  killSignal.addEventListener("abort", kill);
  try {
    await execution.done;
  } finally {
    signal.removeEventListener("abort", stop);
    killSignal.removeEventListener("abort", kill);
  }
}
