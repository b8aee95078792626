import { describeValue } from "../../src/shared/text/setting";
import { STRINGS } from "../components/strings";
import { SettingText } from "./setting-text";

/** The loss, and what stands beside it. */
export function ObjectiveText({ objective }: { objective: unknown }) {
  const { loss, ...rest } = (objective ?? {}) as Record<string, unknown>;
  return (
    <div>
      <h3>{STRINGS.lossTitle}</h3>
      <div class="optimizer-text">
        <strong>{String(loss ?? "")}</strong>
        {settingsOf(rest).map(([name, value], i) => (
          <SettingText key={i} name={name} value={describeValue(value)} />
        ))}
      </div>
    </div>
  );
}

/** Each of a list on its own; without what is left out, or stands at what means nothing. */
const settingsOf = (settings: Record<string, unknown>): (readonly [string, unknown])[] =>
  Object.entries(settings)
    .flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.map((one: unknown) => ["", one] as const)
        : [[name, value] as const],
    )
    .filter(([name, value]) => value !== undefined && !(name === "packing" && value === 1));
