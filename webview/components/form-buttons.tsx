import { Button } from "./button";
import { STRINGS } from "./strings";

/** The end of a form: its change is applied, or given up. */
export function FormButtons({ onCancel }: { onCancel(): void }) {
  return (
    <div class="form-buttons">
      <Button icon="check" label={STRINGS.apply} primary submit />
      <Button label={STRINGS.cancel} onClick={onCancel} />
    </div>
  );
}
