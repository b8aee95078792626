import { useState } from "preact/hooks";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { Form } from "../components/form";
import { SelectField } from "../components/select-field";
import { TextField } from "../components/text-field";
import type { ChangeCommand } from "../components/host";
import { type ChangeFormSpec, fieldOfProblem, readForm } from "./change-forms";

interface ChangeFormProps {
  form: ChangeFormSpec;
  /** Makes the change, or says what is wrong with it. */
  onApply(change: Omit<ChangeCommand, "type">): Promise<ChangeProblem[]>;
  onCancel(): void;
}

/** A form for one change of a run. What is wrong is said at its field. */
export function ChangeForm({ form, onApply, onCancel }: ChangeFormProps) {
  const { title, fields } = form;
  const [texts, setTexts] = useState(fields.map(({ text }) => text));
  const [problems, setProblems] = useState<ChangeProblem[]>();
  /** What is wrong with a field; with -1 what is wrong with the change as a whole. */
  const errorAt = (field: number) =>
    problems?.find((problem) => fieldOfProblem(form, problem) === field)?.message;
  return (
    <Form
      label={title}
      problems={problems}
      error={errorAt(-1)}
      onApply={async () => setProblems(await onApply({ set: readForm(form, texts) }))}
      onCancel={onCancel}
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
    </Form>
  );
}
