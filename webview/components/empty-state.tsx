import { Button } from "./button";
import { useHost } from "./page-context";
import { STRINGS } from "./strings";

/** What a page says while there is no run to show. */
export function EmptyState() {
  const host = useHost();
  return (
    <div class="empty">
      <p>{STRINGS.noRun}</p>
      <Button
        icon="play"
        label={STRINGS.train}
        title={STRINGS.trainTip}
        primary
        onClick={() => host.action("train")}
      />
    </div>
  );
}
