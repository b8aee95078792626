import { formatFigure } from "../../src/shared/evaluation/figures";
import type { Figure } from "../../src/shared/run/run";
import { floorOf } from "./evaluation-series";

interface FigureCellProps {
  figure: Figure | undefined;
  strong?: boolean;
  /** What is said below it, such as the step of the best. */
  under?: string;
}

/** A figure, and below it what else there is to say, such as the noise floor. */
export function FigureCell({ figure, strong, under }: FigureCellProps) {
  // The noise floor has a line of its own.
  const text = figure ? formatFigure({ ...figure, noiseFloor: undefined }) : "–";
  const floor = figure && floorOf(figure);
  return (
    <td class="number">
      {strong ? <strong>{text}</strong> : text}
      {under && <div class="hint">{under}</div>}
      {floor !== undefined && <div class="hint">{floor}</div>}
    </td>
  );
}
