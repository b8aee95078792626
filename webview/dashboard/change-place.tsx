import { useState } from "preact/hooks";
import { type ChangeProblem, optimizersOf } from "../../src/shared/protocol/changes";
import type { ChangeCommand } from "../components/host";
import { useHost } from "../components/page-context";
import type { Change } from "./change";
import { ChangeForm } from "./change-form";
import { FormPlace } from "./form-place";
import { learningRateForm, objectiveForm, updatesForm } from "./change-forms";
import { OptimizerForm } from "./optimizer-form";

interface ChangePlaceProps {
  change: Change;
  /** The experiment as it is trained now. */
  now: object;
  onClose(): void;
}

/** The form of a change. */
export function ChangePlace({ change, now, onClose }: ChangePlaceProps) {
  const host = useHost();
  // What it was when the form was opened: that is what a person changes.
  const [before] = useState(now);
  const apply = async (change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]> => {
    const problems = change.set.length > 0 ? await host.checkChange(change.set) : [];
    if (problems.length > 0) return problems;
    if (change.set.length > 0) void host.command({ type: "change", ...change });
    onClose();
    return [];
  };
  return (
    <FormPlace onClose={onClose}>
      {change.kind === "optimizer" ? (
        <OptimizerForm
          network={change.network}
          current={optimizersOf(before)[change.network]}
          onApply={apply}
          onCancel={onClose}
        />
      ) : (
        <ChangeForm form={formOf(change.kind, before)} onApply={apply} onCancel={onClose} />
      )}
    </FormPlace>
  );
}

function formOf(kind: Exclude<Change["kind"], "optimizer">, now: object) {
  if (kind === "learningRate") return learningRateForm(now);
  return kind === "updates" ? updatesForm(now) : objectiveForm(now);
}
