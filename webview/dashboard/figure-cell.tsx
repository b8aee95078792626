import { formatMeasured } from "../../src/shared/evaluation/metrics";
import type { Measurement } from "../../src/shared/run/run";
import { formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";

interface FigureCellProps {
  figure: Measurement | undefined;
  strong?: boolean;
  /** What is said below it, such as the step of the best. */
  under?: string;
}

/** A figure, and below it what else there is to say, such as the noise floor. */
export function FigureCell({ figure, strong, under }: FigureCellProps) {
  // The noise floor has a line of its own.
  const text = figure ? formatMeasured({ ...figure, noiseFloor: undefined }) : "–";
  const floor = figure && figure.value !== null ? figure.noiseFloor : undefined;
  return (
    <td class="number">
      {strong ? <strong>{text}</strong> : text}
      {under && <div class="hint">{under}</div>}
      {typeof floor === "number" && (
        <div class="hint">{STRINGS.noiseFloor(formatNumber(floor, 2))}</div>
      )}
    </td>
  );
}
