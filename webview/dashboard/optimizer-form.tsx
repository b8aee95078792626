import { useState } from "preact/hooks";
import { type OptimizerField } from "../../src/shared/protocol/optimizer-fields";
import {
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
} from "../../src/shared/protocol/optimizer-settings";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import type { NetworkName } from "../../src/shared/run/run";
import { Form } from "../components/form";
import { type ChoiceGroup, SelectField } from "../components/select-field";
import { STRINGS } from "../components/strings";
import type { ChangeCommand } from "../components/host";
import { NetworksField } from "./networks-field";
import { fieldsOf, initialType, isAbout, isGiven, readForm, withText } from "./optimizer-reading";
import { OptimizerSettingField } from "./optimizer-setting-field";
import { type Slots, SlotsField } from "./slots-field";

interface OptimizerFormProps {
  network: NetworkName;
  /** What trains the network now. */
  current: OptimizerLike | undefined;
  /** Makes the change, or says what is wrong with it. */
  onApply(change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]>;
  onCancel(): void;
}

/** The optimizers under their kinds. */
const KINDS: readonly ChoiceGroup[] = OPTIMIZER_KINDS.map((kind) => ({
  label: kind,
  choices: Object.entries(OPTIMIZER_SETTINGS)
    .filter(([, one]) => one.kind === kind)
    .map(([value, { label }]) => ({ value, label })),
}));

/** Chooses another optimizer, or other settings of the same, for one network or both. */
export function OptimizerForm({ network, current, onApply, onCancel }: OptimizerFormProps) {
  const [networks, setNetworks] = useState<readonly NetworkName[]>([network]);
  const [slots, setSlots] = useState<Slots>("keep");
  const [fields, setFields] = useState(() => fieldsOf(initialType(current), current));
  const [problems, setProblems] = useState<ChangeProblem[]>();
  const [open, setOpen] = useState(fields.around.some(isGiven));
  const all = [...fields.own, ...fields.around];
  const errorAt = (field: OptimizerField) =>
    problems?.find((problem) => isAbout(problem, field.setting))?.message;
  const settingField = (field: OptimizerField) => (
    <OptimizerSettingField
      key={`${field.setting.group ?? "own"} ${field.setting.name}`}
      field={field}
      error={errorAt(field)}
      onText={(text) => setFields(withText(fields, field, text))}
    />
  );
  const apply = async () => {
    if (networks.length === 0) return setProblems([{ path: "", message: STRINGS.chooseNetwork }]);
    const found = await onApply(readForm(networks, slots, fields));
    setProblems(found);
    const isWrong = ({ setting }: OptimizerField) => found.some((one) => isAbout(one, setting));
    if (fields.around.some(isWrong)) setOpen(true);
  };
  return (
    <Form
      problems={problems}
      error={problems?.find((one) => !all.some(({ setting }) => isAbout(one, setting)))?.message}
      onApply={apply}
      onCancel={onCancel}
    >
      <NetworksField networks={networks} onNetworks={setNetworks} />
      <SelectField
        label={STRINGS.optimizer}
        value={fields.type}
        groups={KINDS}
        onValue={(type) => {
          setFields(fieldsOf(type, current));
          setProblems(undefined);
        }}
      />
      <div class="form-fields">{fields.own.map(settingField)}</div>
      <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{STRINGS.aroundOptimizer}</summary>
        <div class="form-fields">{fields.around.map(settingField)}</div>
      </details>
      <SlotsField slots={slots} onSlots={setSlots} />
    </Form>
  );
}
