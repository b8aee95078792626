import { useState } from "preact/hooks";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { adjustmentFields, valueOfFields } from "../../src/shared/protocol/optimizer-fields";
import { ADJUSTMENTS, type OptimizerLike } from "../../src/shared/protocol/optimizer-settings";
import { Form } from "../components/form";
import type { ChangeCommand } from "../components/host";
import { SelectField } from "../components/select-field";
import { STRINGS } from "../components/strings";
import { isAbout } from "./optimizer-reading";
import { OptimizerSettingField } from "./optimizer-setting-field";

interface AdjustmentFormProps {
  /** What is done to the gradients now. */
  current: OptimizerLike;
  /** Makes the change, or says what is wrong with it. */
  onApply(change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]>;
  onCancel(): void;
}

const PATH = "training.adjustment";
const CHOICES = Object.entries(ADJUSTMENTS).map(([value, { label }]) => ({ value, label }));

/** Chooses another adjustment of the gradients of both networks, or other settings of the same. */
export function AdjustmentForm({ current, onApply, onCancel }: AdjustmentFormProps) {
  const [type, setType] = useState(current.type in ADJUSTMENTS ? current.type : "none");
  const [fields, setFields] = useState(() => adjustmentFields(type, current));
  const [problems, setProblems] = useState<ChangeProblem[]>();
  /** What is wrong with the choice, and not with one of its settings. */
  const ofChoice = problems?.find(({ path }) => path === PATH);
  const others = problems?.filter((one) => one !== ofChoice) ?? [];
  const apply = async (): Promise<void> => {
    const value = valueOfFields(type, fields);
    const same = JSON.stringify(value) === JSON.stringify(current);
    setProblems(await onApply({ set: same ? [] : [{ path: PATH, value }] }));
  };
  return (
    <Form
      label={STRINGS.adjustmentTitle}
      problems={problems}
      error={others.find((one) => !fields.some(({ setting }) => isAbout(one, setting)))?.message}
      onApply={apply}
      onCancel={onCancel}
    >
      <h3>{STRINGS.adjustmentTitle}</h3>
      <SelectField
        label={STRINGS.adjustment}
        hint={ADJUSTMENTS[type]?.help}
        error={ofChoice?.message}
        value={type}
        groups={[{ choices: CHOICES }]}
        onValue={(chosen) => {
          setType(chosen);
          setFields(adjustmentFields(chosen, current));
          setProblems(undefined);
        }}
      />
      <div class="form-fields">
        {fields.map((field, i) => (
          <OptimizerSettingField
            key={`${type} ${field.setting.name}`}
            field={field}
            error={others.find((one) => isAbout(one, field.setting))?.message}
            onText={(text) => setFields(fields.with(i, { ...field, text }))}
          />
        ))}
      </div>
    </Form>
  );
}
