import { EVALUATION_KINDS } from "../shared/evaluation/evaluations";
import { scheduledEvaluations } from "./evaluation";
import { type Finding, warningAt } from "./finding";
import type { Experiment } from "./schema";

/** Whether the best checkpoint can be told: its figure has to be measured when one is written. */
export function checkCheckpoints(experiment: Experiment): Finding[] {
  const { checkpoint, evaluation } = experiment;
  const { every, keepBest, keepEvery } = checkpoint;
  const findings: Finding[] = [];
  if (keepEvery !== undefined && every > 0 && keepEvery % every !== 0)
    findings.push(
      warningAt(
        ["checkpoint", "keepEvery"],
        `a checkpoint is written every ${every} steps, of which few are a multiple of ${keepEvery}`,
        `give a multiple of ${every}`,
      ),
    );
  if (keepBest === undefined) return findings;
  const isMeasured = scheduledEvaluations(experiment).some((name) =>
    Object.hasOwn(EVALUATION_KINDS[name].figures, keepBest),
  );
  if (!isMeasured)
    findings.push(
      warningAt(
        ["checkpoint", "keepBest"],
        `${keepBest} is not among what is evaluated while training: no checkpoint is the best`,
        "name its evaluation in evaluation.metrics",
      ),
    );
  else if (evaluation.every === 0 || every === 0 || evaluation.every % every !== 0)
    findings.push(
      warningAt(
        ["checkpoint", "keepBest"],
        "only a step with an evaluation and a checkpoint can be the best, and few have both",
        "let evaluation.every be a multiple of checkpoint.every",
      ),
    );
  return findings;
}
