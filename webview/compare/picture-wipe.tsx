import { useRef, useState } from "preact/hooks";
import type { ComparedRunView } from "../../src/shared/compare/compared-runs";
import { pictureAt } from "../../src/shared/compare/curves";
import { pictureAddress } from "../../src/shared/compare/picture-place";
import { formatCount } from "../../src/shared/text/format";
import { COMPARE_STRINGS } from "./compare-strings";
import { FramedImage, PictureFrame, type ViewProps } from "./picture-frame";
import { type PictureSettings, type WipeSide, wipeSides } from "./wipe-settings";

interface PictureWipeProps extends ViewProps {
  runs: readonly ComparedRunView[];
  /** That of the slider. */
  step: number;
  /** In CSS pixels. */
  size: number;
  settings: PictureSettings;
  onSettings(settings: PictureSettings): void;
}

const SIDES = ["left", "right"] as const;

/** One picture over another: a divider, which is drawn to the sides, says how much of each is seen. */
export function PictureWipe(props: PictureWipeProps) {
  const { runs, step, size, settings, onSettings, view, onView } = props;
  const [divider, setDivider] = useState(50);
  const sides = wipeSides(runs, settings);
  if (!sides) return null;
  const image = (side: WipeSide) => {
    const run = runs.find(({ dir }) => dir === side.dir);
    const at = run && pictureAt(run.pictures, side.step ?? step);
    if (!run || at === undefined) return <p class="hint">{COMPARE_STRINGS.noPicture}</p>;
    const alt = COMPARE_STRINGS.samplesOf(run.label, formatCount(at));
    return <FramedImage view={view} src={pictureAddress(run, at)} alt={alt} />;
  };
  return (
    <div class="wipe" style={{ width: `${2 * size}px` }}>
      <div class="wipe-sides">
        {SIDES.map((name) => (
          <SideFields
            key={name}
            {...{ name, runs }}
            side={sides[name]}
            onSide={(side) => onSettings({ ...settings, ...sides, [name]: side })}
          />
        ))}
      </div>
      <div class="wipe-frame">
        <PictureFrame label={COMPARE_STRINGS.wiped} {...{ view, onView }}>
          {image(sides.left)}
          <div class="wipe-over" style={{ clipPath: `inset(0 0 0 ${divider}%)` }}>
            {image(sides.right)}
          </div>
        </PictureFrame>
        <Divider at={divider} onMove={setDivider} />
      </div>
      <label class="tool-field">
        <span>{COMPARE_STRINGS.divider}</span>
        <input
          type="range"
          min={0}
          max={100}
          value={divider}
          onInput={({ currentTarget }) => setDivider(Number(currentTarget.value))}
        />
      </label>
    </div>
  );
}

interface SideFieldsProps {
  name: (typeof SIDES)[number];
  runs: readonly ComparedRunView[];
  side: WipeSide;
  onSide(side: WipeSide): void;
}

/** Which picture is on a side: of which run, at which step. */
function SideFields({ name, runs, side, onSide }: SideFieldsProps) {
  const { dir, step } = side;
  const picturesOf = (one: string) => runs.find((run) => run.dir === one)?.pictures ?? [];
  /** Another run may have no picture at the step. */
  const sideOf = (one: string): WipeSide =>
    step !== undefined && picturesOf(one).includes(step) ? { dir: one, step } : { dir: one };
  return (
    <span class="tool-field">
      <span>{COMPARE_STRINGS.sides[name]}</span>
      <select
        aria-label={COMPARE_STRINGS.runOf(name)}
        value={dir}
        onChange={({ currentTarget: { value } }) => onSide(sideOf(value))}
      >
        {runs.map((run) => (
          <option key={run.dir} value={run.dir}>
            {run.label}
          </option>
        ))}
      </select>
      <select
        aria-label={COMPARE_STRINGS.stepOf(name)}
        value={step ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onSide(value === "" ? { dir } : { dir, step: Number(value) })
        }
      >
        <option value="">{COMPARE_STRINGS.sliderStep}</option>
        {picturesOf(dir).map((one) => (
          <option key={one} value={one}>
            {COMPARE_STRINGS.at(formatCount(one))}
          </option>
        ))}
      </select>
    </span>
  );
}

/** The line between both pictures, which is dragged. The slider below is its way by keys. */
function Divider({ at, onMove }: { at: number; onMove(at: number): void }) {
  const element = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={element}
      class="wipe-divider"
      aria-hidden="true"
      style={{ left: `${at}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        const frame = element.current?.parentElement;
        if (!frame || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { left, width } = frame.getBoundingClientRect();
        onMove(Math.min(100, Math.max(0, (100 * (event.clientX - left)) / width)));
      }}
    />
  );
}
