import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { trustFile } from "../../run/trust";
import { GanError } from "../../shared/errors";
import { openStudy } from "../plan/folder";
import type { Source } from "../plan/plan-combinations";
import { studyFiles } from "../store/study-files";
import type { Speed } from "./budget";
import { trialRun } from "./study";
import { execute, type TuneContext, untilDone } from "./work";

/** Seconds of training after which a machine's speed is known well enough. */
const SPEED_SECONDS = 4;

/** Trains the config for some seconds in a folder that is thrown away. */
export async function measureSpeed(config: Source, context: TuneContext): Promise<Speed> {
  const plan = trialRun(config);
  const parent = mkdtempSync(join(tmpdir(), "gan-tune-"));
  try {
    const dir = await openStudy(plan, { studiesDir: parent, dir: join(parent, "speed") });
    trustFile(studyFiles(dir).plan, context.cacheDirs);
    context.onPhase("speed", plan, dir);
    const began = performance.now();
    let speed: Speed | undefined;
    let failure = "";
    const execution = execute(
      { plan, dir, phase: "speed" },
      {
        ...context,
        onEvent(event, phase) {
          context.onEvent(event, phase);
          if (event.type !== "runProgress" && event.type !== "runEnded") return;
          const { step, trainingSeconds, error } = event.record;
          failure = error?.message ?? "";
          if (step === 0 || trainingSeconds === 0) return;
          const seconds = (performance.now() - began) / 1000;
          speed = {
            stepsPerSecond: step / trainingSeconds,
            startSeconds: Math.max(0, seconds - trainingSeconds),
          };
          if (trainingSeconds > SPEED_SECONDS) execution.stop();
        },
      },
    );
    await untilDone(execution, context);
    const again = `gan tune ${relative(process.cwd(), config.file)}`;
    if (context.signal.aborted)
      throw new GanError("cancelled", "tuning was stopped before it searched", `again: ${again}`);
    if (speed) return speed;
    const message = `the config does not train${failure && `: ${failure}`}`;
    throw new GanError("bad-run", message, `try it: gan train ${config.file}`);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
