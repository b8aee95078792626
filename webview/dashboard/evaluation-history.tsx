import type { Evaluation } from "../../src/shared/run/run";
import { formatCount } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";
import { Table } from "../components/table";
import type { EvaluationSeries } from "./evaluation-series";
import { FigureCell } from "./figure-cell";

interface EvaluationHistoryProps {
  series: readonly EvaluationSeries[];
  evaluations: readonly Evaluation[];
}

/** A table of all figures, the newest first. */
export function EvaluationHistory({ series, evaluations }: EvaluationHistoryProps) {
  const columns = [
    { title: STRINGS.stepColumn },
    ...series.map(({ title }) => ({ title, number: true })),
  ];
  return (
    <details>
      <summary>{`${STRINGS.history} (${formatCount(evaluations.length)})`}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={STRINGS.history}>
        <Table columns={columns}>
          {evaluations
            .map(({ step, results }, i) => (
              <tr key={i}>
                <td class="number">{formatCount(step)}</td>
                {series.map(({ key, name, figures }) => (
                  <FigureCell
                    key={key}
                    figure={figures.find(({ settings }) => settings === results[name]?.settings)}
                  />
                ))}
              </tr>
            ))
            .reverse()}
        </Table>
      </div>
    </details>
  );
}
