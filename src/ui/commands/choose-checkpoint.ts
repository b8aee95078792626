import * as vscode from "vscode";
import { readRows } from "../../run/rows";
import { GanError } from "../../shared/errors";
import { formatCount, formatNumber } from "../../shared/text/format";
import { lowerBound } from "../../shared/run/series";

/* From which of its checkpoints a run is to go on. */

interface CheckpointQuestion {
  question: string;
  /** The step that is shown where the person asked. Its own checkpoint is taken unasked. */
  near?: number | undefined;
}

/** The losses of the steps that have a row. Of a long run only the rows about each are read. */
async function lossesAt(
  dir: string,
  steps: readonly number[],
): Promise<Map<number, { ofD: number; ofG: number }>> {
  const losses = new Map<number, { ofD: number; ofG: number }>();
  for (const step of steps) {
    const { columns } = await readRows(dir, { from: step, to: step });
    const row = lowerBound(columns.step, step);
    if (columns.step[row] !== step) continue;
    losses.set(step, { ofD: columns.lossD[row] ?? NaN, ofG: columns.lossG[row] ?? NaN });
  }
  return losses;
}

/**
 * Asks for a checkpoint, the latest first; the only one is taken unasked. Undefined: the person
 * went away.
 */
export async function chooseCheckpoint(
  dir: string,
  title: string,
  { question, near }: CheckpointQuestion,
): Promise<number | undefined> {
  const { checkpointSteps } = await import("../../run/rewind");
  const steps = checkpointSteps(dir);
  if (steps.length === 0)
    throw new GanError(
      "bad-run",
      vscode.l10n.t("This run has no checkpoint to continue from"),
      vscode.l10n.t("train the experiment again"),
    );
  if (steps.length === 1) return steps[0];
  if (near !== undefined && steps.includes(near)) return near;
  const losses = await lossesAt(dir, steps);
  // The one before the asked step comes first, as the choice that is made by Enter.
  const nearest = near === undefined ? undefined : steps.find((step) => step < near);
  const ordered = nearest === undefined ? steps : [nearest, ...steps.filter((s) => s !== nearest)];
  const picks = ordered.map((step) => {
    const loss = losses.get(step);
    return {
      label: vscode.l10n.t("Step {0}", formatCount(step)),
      ...descriptionOf(step, { nearest, near, latest: steps[0] }),
      ...(loss
        ? {
            detail: vscode.l10n.t(
              "loss of D {0}, of G {1}",
              formatNumber(loss.ofD),
              formatNumber(loss.ofG),
            ),
          }
        : {}),
      step,
    };
  });
  const picked = await vscode.window.showQuickPick(picks, {
    title,
    ignoreFocusOut: true,
    placeHolder: question,
  });
  return picked?.step;
}

function descriptionOf(
  step: number,
  { nearest, near, latest }: Record<"nearest" | "near" | "latest", number | undefined>,
): { description?: string } {
  if (step === nearest && near !== undefined)
    return { description: vscode.l10n.t("the nearest before step {0}", formatCount(near)) };
  return step === latest ? { description: vscode.l10n.t("the latest") } : {};
}

/** The step that a button stands for, if any. */
export function stepOf(argument: unknown): number | undefined {
  if (typeof argument !== "object" || argument === null || !("step" in argument)) return undefined;
  return typeof argument.step === "number" ? argument.step : undefined;
}
