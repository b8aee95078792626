import { useState } from "preact/hooks";
import { FormButtons } from "../components/form-buttons";
import { SelectField } from "../components/select-field";
import { TextField } from "../components/text-field";
import { useErrorFocus } from "../components/use-error-focus";
import type { NewSetting } from "./change";
import { type ChangeFormSpec, readForm } from "./change-forms";

interface ChangeFormProps {
  form: ChangeFormSpec;
  onApply(set: NewSetting[]): void;
  onCancel(): void;
}

/** A form for one change of a run. What is wrong is said at its field. */
export function ChangeForm({ form, onApply, onCancel }: ChangeFormProps) {
  const { title, fields } = form;
  const [texts, setTexts] = useState(fields.map(({ text }) => text));
  const [error, setError] = useState<{ field: number; wrong: string }>();
  const element = useErrorFocus(error);
  return (
    <form
      ref={element}
      class="optimizer-form"
      noValidate
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        const read = readForm(form, texts);
        if ("set" in read) onApply(read.set);
        else setError(read);
      }}
    >
      <h3>{title}</h3>
      <div class="form-fields">
        {fields.map(({ label, help, hint, placeholder, choices }, i) => {
          const field = {
            label,
            help,
            hint,
            error: error?.field === i ? error.wrong : undefined,
            value: texts[i] ?? "",
            onValue: (text: string) => setTexts(texts.with(i, text)),
          };
          return choices ? (
            <SelectField key={i} {...field} groups={[{ choices }]} />
          ) : (
            <TextField key={i} {...field} placeholder={placeholder} />
          );
        })}
      </div>
      <FormButtons onCancel={onCancel} />
    </form>
  );
}
