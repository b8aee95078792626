import { adjustmentOf, settingAt } from "../../src/shared/protocol/changes";
import { ADJUSTMENTS } from "../../src/shared/protocol/optimizer-settings";
import { describeValue } from "../../src/shared/text/setting";
import { Button } from "../components/button";
import { STRINGS } from "../components/strings";
import { SettingText } from "./setting-text";

interface AdjustmentCardProps {
  /** The experiment as it is trained now. */
  now: object;
  changeable: boolean;
  onEdit(): void;
}

/**
 * What is done to the gradients of both networks together. Nothing where updates are alternating:
 * these take no two gradients at the same weights.
 */
export function AdjustmentCard({ now, changeable, onEdit }: AdjustmentCardProps) {
  const updates = settingAt(now, "training.updates") ?? "alternating";
  if (updates === "alternating") return null;
  const { type, ...settings } = adjustmentOf(now);
  return (
    <div class="optimizer adjustment">
      <div>
        <h3>{STRINGS.adjustmentTitle}</h3>
        <div class="optimizer-text">
          <strong>{ADJUSTMENTS[type]?.label ?? type}</strong>
          {Object.entries(settings).map(([name, value]) => (
            <SettingText key={name} name={name} value={describeValue(value)} />
          ))}
        </div>
      </div>
      <div class="optimizer-buttons">
        <Button
          icon="edit"
          label={STRINGS.edit}
          title={STRINGS.editAdjustmentTip}
          disabled={!changeable}
          onClick={onEdit}
        />
      </div>
    </div>
  );
}
