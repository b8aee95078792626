import { useState } from "preact/hooks";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { FormButtons } from "../components/form-buttons";
import { SelectField } from "../components/select-field";
import { TextField } from "../components/text-field";
import { useErrorFocus } from "../components/use-error-focus";
import type { NewSetting } from "../components/host";
import { type ChangeFormSpec, fieldOfProblem, readForm } from "./change-forms";

interface ChangeFormProps {
  form: ChangeFormSpec;
  /** Makes the change, or says what is wrong with it. */
  onApply(set: NewSetting[]): Promise<ChangeProblem[]>;
  onCancel(): void;
}

/** A form for one change of a run. What is wrong is said at its field. */
export function ChangeForm({ form, onApply, onCancel }: ChangeFormProps) {
  const { title, fields } = form;
  const [texts, setTexts] = useState(fields.map(({ text }) => text));
  const [problems, setProblems] = useState<ChangeProblem[]>();
  const element = useErrorFocus(problems);
  /** What is wrong with a field; with -1 what is wrong with the change as a whole. */
  const errorAt = (field: number) =>
    problems?.find((problem) => fieldOfProblem(form, problem) === field)?.message;
  return (
    <form
      ref={element}
      class="optimizer-form"
      noValidate
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void onApply(readForm(form, texts)).then(setProblems);
      }}
    >
      <h3>{title}</h3>
      <div class="form-fields">
        {fields.map(({ label, help, hint, placeholder, choices }, i) => {
          const field = {
            label,
            help,
            hint,
            error: errorAt(i),
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
      <p class="form-error" role="alert">
        {errorAt(-1)}
      </p>
      <FormButtons onCancel={onCancel} />
    </form>
  );
}
