import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type ChangeProblem, optimizersOf } from "../../src/shared/protocol/changes";
import type { ChangeCommand } from "../components/host";
import { useHost } from "../components/page-context";
import type { Change } from "./change";
import { ChangeForm } from "./change-form";
import { learningRateForm, objectiveForm, updatesForm } from "./change-forms";
import { OptimizerForm } from "./optimizer-form";

interface ChangePlaceProps {
  change: Change;
  /** The experiment as it is trained now. */
  now: object;
  onClose(): void;
}

/**
 * The form of a change. It is brought into view and takes the focus; when it closes, the focus goes
 * back to what had it before.
 */
export function ChangePlace({ change, now, onClose }: ChangePlaceProps) {
  const host = useHost();
  const place = useRef<HTMLDivElement>(null);
  const [opener] = useState(document.activeElement);
  // What it was when the form was opened: that is what a person changes.
  const [before] = useState(now);
  useLayoutEffect(() => {
    const element = place.current;
    element?.scrollIntoView({ block: "nearest" });
    element?.querySelector<HTMLElement>("input[type=text], select")?.focus();
    return () => {
      if (element?.contains(document.activeElement) && opener instanceof HTMLElement)
        opener.focus();
    };
  }, []);
  const apply = async (change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]> => {
    const problems = change.set.length > 0 ? await host.checkChange(change.set) : [];
    if (problems.length > 0) return problems;
    if (change.set.length > 0) void host.command({ type: "change", ...change });
    onClose();
    return [];
  };
  return (
    <div
      ref={place}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
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
    </div>
  );
}

function formOf(kind: Exclude<Change["kind"], "optimizer">, now: object) {
  if (kind === "learningRate") return learningRateForm(now);
  return kind === "updates" ? updatesForm(now) : objectiveForm(now);
}
