import type { RunRecord } from "../../src/shared/run/run";
import { isResumable } from "../../src/shared/run/state";
import { Button } from "../components/button";
import type { ActionName } from "../components/host";
import { Icon } from "../components/icon";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";

/** A message as a sentence begins. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/**
 * Under the header: why a run failed, or how its trainer ended unexpectedly, and the ways on from
 * there.
 */
export function FailureBanner({ record: { state, error } }: { record: RunRecord }) {
  const host = useHost();
  return (
    <div class="notices" role="alert">
      {error && (
        <div class="banner error">
          <Icon name="error" />
          <div class="banner-text">
            <strong>{capitalised(error.message)}</strong>
            {error.hint && <p>{capitalised(error.hint)}</p>}
            <div class="banner-actions">
              {waysOn(error.code, isResumable(state)).map(({ action, ...way }) => (
                <Button key={action} {...way} onClick={() => host.action(action)} />
              ))}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

interface WayOn {
  action: ActionName;
  icon: string;
  label: string;
  title?: string;
  primary?: boolean;
}

const LOG: WayOn = { action: "showLog", icon: "output", label: STRINGS.showLog };
const SMALLER_RATES: WayOn = {
  action: "resumeSmallerRates",
  icon: "arrow-down",
  label: STRINGS.resumeSmallerRates,
  title: STRINGS.resumeSmallerRatesTip,
  primary: true,
};
const RESUMING: readonly WayOn[] = [
  {
    action: "resumePaused",
    icon: "debug-pause",
    label: STRINGS.resumePaused,
    title: STRINGS.resumePausedTip,
  },
  {
    action: "resumeFromCheckpoint",
    icon: "history",
    label: STRINGS.resumeFromCheckpoint,
    title: STRINGS.resumeFromCheckpointTip,
  },
];

/** Only a run that diverged is helped by smaller rates. */
function waysOn(code: string, canResume: boolean): WayOn[] {
  if (!canResume) return [LOG];
  return [...(code === "not-finite" ? [SMALLER_RATES] : []), ...RESUMING, LOG];
}
