import type { ComponentChildren } from "preact";
import { Help } from "./help";
import { useUniqueId } from "./unique-id";

/** What all fields of forms have. */
export interface FieldProps {
  label: string;
  help?: string | undefined;
  /** Below the field: what an empty one means. */
  hint?: string | undefined;
  /** What is wrong with it. */
  error?: string | undefined;
}

/** What ties an input to its label and to what is wrong with it. */
interface InputProps {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

interface FieldFrameProps extends FieldProps {
  children(input: InputProps): ComponentChildren;
}

/** An input with its label, its help, what an empty one means, and what is wrong with it. */
export function Field({ label, help, hint, error, children }: FieldFrameProps) {
  const id = useUniqueId();
  const errorId = `${id}-error`;
  return (
    <div class="field">
      {/* The mark is a button, which a label around both would stand for. */}
      <span>
        <label for={id}>{label}</label>
        {help !== undefined && <Help what={label} text={help} />}
      </span>
      {children({
        id,
        "aria-invalid": error !== undefined,
        "aria-describedby": error === undefined ? undefined : errorId,
      })}
      {hint !== undefined && <span class="hint">{hint}</span>}
      <span class="form-error" id={errorId}>
        {error}
      </span>
    </div>
  );
}
