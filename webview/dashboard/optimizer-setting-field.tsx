import { type OptimizerField } from "../../src/shared/protocol/optimizer-fields";
import { describeValue } from "../../src/shared/text/setting";
import { CheckField } from "../components/check-field";
import { SelectField } from "../components/select-field";
import { STRINGS } from "../components/strings";
import { TextField } from "../components/text-field";

interface OptimizerSettingFieldProps {
  field: OptimizerField;
  /** What is wrong with it. */
  error: string | undefined;
  onText(text: string): void;
}

/** The field of one setting of an optimizer. */
export function OptimizerSettingField({ field, error, onText }: OptimizerSettingFieldProps) {
  const { setting, text, schedule } = field;
  const { label, help, choice, flag } = setting;
  if (flag)
    return (
      <CheckField
        type="checkbox"
        label={label}
        checked={text !== ""}
        onCheck={(checked) => onText(checked ? "on" : "")}
      />
    );
  const shared = {
    label,
    help,
    hint: schedule && STRINGS.scheduleKept(describeValue(schedule)),
    error,
    value: text,
    onValue: onText,
  };
  if (choice) {
    const none = { value: "", label: choice.none ?? STRINGS.off };
    const choices = choice.values.map((value) => ({ value, label: value }));
    return <SelectField {...shared} groups={[{ choices: [none, ...choices] }]} />;
  }
  const withoutDefault = setting.default === undefined ? STRINGS.off : undefined;
  return <TextField {...shared} placeholder={schedule ? STRINGS.schedule : withoutDefault} />;
}
