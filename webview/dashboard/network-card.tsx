import { optimizersOf, settingAt } from "../../src/shared/protocol/changes";
import { optimizerLabel } from "../../src/shared/protocol/optimizer-settings";
import { UPDATE_COUNTS } from "../../src/shared/protocol/update-counts";
import type { NetworkName } from "../../src/shared/run/run";
import { describeValue } from "../../src/shared/text/setting";
import { STRINGS } from "../components/strings";
import { SettingText } from "./setting-text";

interface NetworkCardProps {
  network: NetworkName;
  /** The experiment as it is trained now. */
  now: object;
}

/** What trains a network. */
export function NetworkCard({ network, now }: NetworkCardProps) {
  const optimizer = optimizersOf(now)[network];
  const counts = UPDATE_COUNTS.filter((count) => count.network === network).flatMap(
    ({ path, symbol }) => {
      const value = settingAt(now, path);
      return typeof value === "number" ? [{ name: STRINGS.updatesOf(symbol), value }] : [];
    },
  );
  const settings = Object.entries(optimizer ?? {}).filter(([name]) => name !== "type");
  return (
    <div>
      <h3>{STRINGS[network]}</h3>
      <div class="optimizer-text">
        {optimizer ? <strong>{optimizerLabel(optimizer)}</strong> : STRINGS.unknownOptimizer}
        {settings.map(([name, value]) => (
          <SettingText key={name} name={name} value={describeValue(value)} />
        ))}
        {counts.map(({ name, value }) => (
          <SettingText key={name} name={name} value={String(value)} />
        ))}
      </div>
    </div>
  );
}
