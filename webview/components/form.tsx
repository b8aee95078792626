import type { ComponentChildren } from "preact";
import { Button } from "./button";
import { STRINGS } from "./strings";
import { useErrorFocus } from "./use-error-focus";
import { useOnce } from "./use-once";

interface FormProps {
  /** Its accessible name. */
  label?: string;
  /** What is wrong with what was handed in, another object each time. */
  problems: object | undefined;
  /** What is wrong with it as a whole, said below the fields. */
  error: string | undefined;
  /** What handing it in does; `Apply` without it. */
  apply?: string;
  /** Hands it in. Until that has ended, it is not handed in again. */
  onApply(): Promise<void>;
  onCancel(): void;
  children: ComponentChildren;
}

/** A form whose change is applied or given up. */
export function Form(props: FormProps) {
  const { label, problems, error, apply: applyLabel, onApply, onCancel, children } = props;
  const form = useErrorFocus(problems);
  const [busy, apply] = useOnce(onApply);
  return (
    <form
      ref={form}
      class="optimizer-form"
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      {children}
      <p class="form-error" role="alert">
        {error}
      </p>
      <div class="form-buttons">
        <Button icon="check" label={applyLabel ?? STRINGS.apply} primary submits={{ busy }} />
        <Button label={STRINGS.cancel} onClick={onCancel} />
      </div>
    </form>
  );
}
