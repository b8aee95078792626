import { useState } from "preact/hooks";
import { adjustmentOf, type ChangeProblem, optimizersOf } from "../../src/shared/protocol/changes";
import type { ChangeCommand } from "../components/host";
import { useHost } from "../components/page-context";
import { AdjustmentForm } from "./adjustment-form";
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
      <FormOf change={change} before={before} onApply={apply} onCancel={onClose} />
    </FormPlace>
  );
}

interface FormOfProps {
  change: Change;
  before: object;
  onApply(change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]>;
  onCancel(): void;
}

function FormOf({ change, before, ...rest }: FormOfProps) {
  if (change.kind === "adjustment")
    return <AdjustmentForm current={adjustmentOf(before)} {...rest} />;
  if (change.kind !== "optimizer")
    return <ChangeForm form={formOf(change.kind, before)} {...rest} />;
  const { network } = change;
  return <OptimizerForm network={network} current={optimizersOf(before)[network]} {...rest} />;
}

function formOf(kind: Exclude<Change["kind"], "optimizer" | "adjustment">, now: object) {
  if (kind === "learningRate") return learningRateForm(now);
  return kind === "updates" ? updatesForm(now) : objectiveForm(now);
}
