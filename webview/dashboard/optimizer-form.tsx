import { useState } from "preact/hooks";
import { type OptimizerField } from "../../src/shared/protocol/optimizer-fields";
import {
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
} from "../../src/shared/protocol/optimizer-settings";
import type { NetworkName } from "../../src/shared/run/run";
import { FormButtons } from "../components/form-buttons";
import { type ChoiceGroup, SelectField } from "../components/select-field";
import { STRINGS } from "../components/strings";
import { useErrorFocus } from "../components/use-error-focus";
import type { ChangeCommand } from "../components/host";
import { NetworksField } from "./networks-field";
import {
  fieldsOf,
  initialType,
  isGiven,
  type OptimizerError,
  readOptimizer,
  withText,
} from "./optimizer-reading";
import { OptimizerSettingField } from "./optimizer-setting-field";
import { type Slots, SlotsField } from "./slots-field";

interface OptimizerFormProps {
  network: NetworkName;
  /** What trains the network now. */
  current: OptimizerLike | undefined;
  onApply(command: ChangeCommand): void;
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
  const [error, setError] = useState<OptimizerError>();
  const [open, setOpen] = useState(fields.around.some(isGiven));
  const form = useErrorFocus(error);
  const settingField = (field: OptimizerField) => (
    <OptimizerSettingField
      key={`${field.setting.group ?? "own"} ${field.setting.name}`}
      field={field}
      error={error?.setting === field.setting ? error.message : undefined}
      onText={(text) => setFields(withText(fields, field, text))}
    />
  );
  return (
    <form
      ref={form}
      class="optimizer-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const read = readOptimizer(networks, slots, fields);
        if ("command" in read) return onApply(read.command);
        setError(read);
        if (fields.around.some(({ setting }) => setting === read.setting)) setOpen(true);
      }}
    >
      <NetworksField networks={networks} onNetworks={setNetworks} />
      <SelectField
        label={STRINGS.optimizer}
        value={fields.type}
        groups={KINDS}
        onValue={(type) => {
          setFields(fieldsOf(type, current));
          setError(undefined);
        }}
      />
      <div class="form-fields">{fields.own.map(settingField)}</div>
      <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{STRINGS.aroundOptimizer}</summary>
        <div class="form-fields">{fields.around.map(settingField)}</div>
      </details>
      <SlotsField slots={slots} onSlots={setSlots} />
      <p class="form-error" role="alert">
        {error && !error.setting && error.message}
      </p>
      <FormButtons onCancel={onCancel} />
    </form>
  );
}
