import { useState } from "preact/hooks";
import type { DensityPicture } from "../../src/shared/run/picture";
import { formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "./strings";

/** Reads the curves of 1-D data at a place that a slider chooses, by pointer or by keys. */
export function DensityReading({ picture }: { picture: DensityPicture }) {
  const [chosen, setChosen] = useState<number>();
  const index = Math.min(picture.x.length - 1, chosen ?? Math.floor(picture.x.length / 2));
  const text = densityReading(picture, index);
  return (
    <div class="picture-options">
      <input
        type="range"
        min={0}
        max={picture.x.length - 1}
        step={1}
        value={index}
        aria-label={STRINGS.readAt}
        aria-valuetext={text}
        onInput={({ currentTarget }) => setChosen(Number(currentTarget.value))}
      />
      <span class="hint">{text}</span>
    </div>
  );
}

/** The values of the curves at a place, in words. */
export function densityReading(picture: DensityPicture, index: number): string {
  const { min, max } = picture.critic ?? { min: 0, max: 1 };
  const output = (share: number | undefined) =>
    share === undefined ? undefined : min + share * (max - min);
  const values: [string, number | null | undefined][] = [
    [STRINGS.pData, picture.pData[index]],
    [STRINGS.pGenerator, picture.pGenerator[index]],
    [STRINGS.d, output(picture.d[index])],
    [STRINGS.dOptimal, output(picture.dOptimal?.[index])],
  ];
  return [
    STRINGS.readingX(formatNumber(picture.x[index] ?? NaN, 3)),
    ...values.flatMap(([name, value]) =>
      typeof value === "number" ? [STRINGS.readingValue(name, formatNumber(value, 3))] : [],
    ),
  ].join("; ");
}
