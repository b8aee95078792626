import { bestOf } from "../../src/shared/evaluation/figures";
import { describeProvenance } from "../../src/shared/evaluation/provenance";
import { formatCount } from "../../src/shared/text/format";
import { Help } from "../components/help";
import { figureHelp } from "../components/help-texts";
import { STRINGS } from "../components/strings";
import { Table } from "../components/table";
import type { EvaluationSeries } from "./evaluation-series";
import { FigureCell } from "./figure-cell";

const COLUMNS = [
  { title: STRINGS.figure },
  { title: STRINGS.latest, number: true },
  { title: STRINGS.best, number: true },
];

/** The latest and the best of each figure. */
export function EvaluationSummary({ series }: { series: readonly EvaluationSeries[] }) {
  return (
    <Table columns={COLUMNS}>
      {series.map((one) => (
        <FigureRow key={one.key} series={one} />
      ))}
    </Table>
  );
}

function FigureRow({
  series: { name, title, figures, latest, apart },
}: {
  series: EvaluationSeries;
}) {
  const best = bestOf(name, figures);
  const explanation = figureHelp(name);
  return (
    <tr>
      <th scope="row" title={describeProvenance(latest.settings)}>
        {title}
        {explanation !== undefined && <Help what={title} text={explanation} />}
        {apart && <div class="hint settings">{apart}</div>}
        {latest.warnings?.map((warning) => (
          <div key={warning} class="hint settings">
            ⚠ {warning}
          </div>
        ))}
      </th>
      <FigureCell figure={latest} strong />
      <FigureCell
        figure={best}
        under={best && best.step !== latest.step ? STRINGS.atStepOf(formatCount(best.step)) : ""}
      />
    </tr>
  );
}
