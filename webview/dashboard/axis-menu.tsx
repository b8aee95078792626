import { useState } from "preact/hooks";
import { formatNumber } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { Menu } from "../components/menu";
import { STRINGS } from "../components/strings";
import { SCALE_KINDS, type ScaleKind } from "../components/value-scale";
import type { Range } from "./chart-data";
import type { ChartSpec } from "./chart-specs";
import type { FixedRange, ViewSettings } from "./view-settings";

/* The menu of a chart's y axis: its scale and its ends. */

interface AxisMenuProps {
  spec: ChartSpec;
  settings: ViewSettings;
  /** The scale that is drawn. */
  kind: ScaleKind;
  /** Whether the axis is fixed, so that there is no choice of scales. */
  guided: boolean;
  shownRange(): Range | undefined;
  onScale(kind: ScaleKind | undefined): void;
  onYRange(range: FixedRange | undefined): void;
}

/** The y axis of one chart: its scale and its ends. */
export function AxisMenu(props: AxisMenuProps) {
  const { spec, settings, kind, guided, shownRange, onScale, onYRange } = props;
  const range = settings.yRange[spec.id];
  const [texts, setTexts] = useState(textsOf(range));
  const wrong = rangeOf(texts) === "wrong";
  const set = (next: FixedRange | undefined) => {
    setTexts(textsOf(next));
    onYRange(next);
  };
  /** Takes over what is written while it is being written, as far as it makes a range. */
  const write = (next: EndTexts) => {
    setTexts(next);
    const written = rangeOf(next);
    if (written !== "wrong") onYRange(written);
  };
  return (
    <Menu
      icon="settings"
      label={STRINGS.yAxisOf(spec.title)}
      active={range !== undefined}
      onOpen={() => setTexts(textsOf(range))}
    >
      {() => (
        <>
          {!guided && (
            <ScaleField chosen={settings.scale[spec.id]} drawn={kind} onScale={onScale} />
          )}
          <div class="field-pair">
            <EndField
              label={STRINGS.yMin}
              text={texts.min}
              onText={(min) => write({ ...texts, min })}
            />
            <EndField
              label={STRINGS.yMax}
              text={texts.max}
              onText={(max) => write({ ...texts, max })}
            />
          </div>
          <p class="form-error" role="alert">
            {wrong && STRINGS.badRange}
          </p>
          <Button label={STRINGS.keepRange} onClick={() => set(rounded(shownRange()) ?? range)} />
          <Button label={STRINGS.automaticRange} onClick={() => set(undefined)} />
        </>
      )}
    </Menu>
  );
}

interface ScaleFieldProps {
  /** What the person has chosen; undefined: the values decide. */
  chosen: ScaleKind | undefined;
  /** What is drawn. */
  drawn: ScaleKind;
  onScale(kind: ScaleKind | undefined): void;
}

/** The scale of the axis. */
function ScaleField({ chosen, drawn, onScale }: ScaleFieldProps) {
  const automatic = `${STRINGS.scaleAuto} (${STRINGS.scales[drawn].toLowerCase()})`;
  return (
    <label class="field">
      <span>{STRINGS.scale}</span>
      <select
        value={chosen ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onScale(SCALE_KINDS.find((kind) => kind === value))
        }
      >
        <option value="">{automatic}</option>
        {SCALE_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {STRINGS.scales[kind]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface EndFieldProps {
  label: string;
  text: string;
  onText(text: string): void;
}

/** One end of the axis. */
function EndField({ label, text, onText }: EndFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        placeholder={STRINGS.automatic}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
    </label>
  );
}

/** What stands in the fields of the two ends. */
interface EndTexts {
  min: string;
  max: string;
}

const textsOf = (range: FixedRange | undefined): EndTexts => ({
  min: range?.min === undefined ? "" : String(range.min),
  max: range?.max === undefined ? "" : String(range.max),
});

/** The range that fields describe; undefined where they are empty. */
function rangeOf(texts: EndTexts): FixedRange | undefined | "wrong" {
  const [min, max] = [readNumber(texts.min), readNumber(texts.max)];
  const wrong = Number.isNaN(min) || Number.isNaN(max) || (min ?? -Infinity) >= (max ?? Infinity);
  if (wrong) return "wrong";
  if (min === undefined && max === undefined) return undefined;
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** A number as a person writes it; undefined where nothing is written, NaN where it is none. */
function readNumber(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

/** A range as round as the eye needs it. */
function rounded(range: Range | undefined): Range | undefined {
  const round = (value: number) => Number(formatNumber(value, 4).replaceAll(",", ""));
  return range && { min: round(range.min), max: round(range.max) };
}
