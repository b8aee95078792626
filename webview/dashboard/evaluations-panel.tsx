import { describeSharedProvenance } from "../../src/shared/evaluation/provenance";
import type { Evaluation } from "../../src/shared/run/run";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { memo } from "../components/memo";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";
import { EvaluationHistory } from "./evaluation-history";
import { type EvaluationSeries, seriesOf, withoutFeatures } from "./evaluation-series";
import { EvaluationSummary } from "./evaluation-summary";

interface EvaluationsPanelProps {
  evaluations: readonly Evaluation[];
}

/** The evaluations of a run: the latest and the best of each figure, and a table of all. */
export const EvaluationsPanel = memo(({ evaluations }: EvaluationsPanelProps) => {
  const host = useHost();
  const series = seriesOf(evaluations);
  const latest = evaluations.at(-1);
  const failed = Object.keys(latest?.failures ?? {}).length > 0;
  return (
    <section class="panel evaluations">
      <div class="panel-title">
        <h2>{STRINGS.evaluations}</h2>
        <Button
          icon="beaker"
          label={STRINGS.evaluate}
          title={STRINGS.evaluateTip}
          onClick={() => host.action("evaluate")}
        />
        <Button
          icon="sync"
          label={STRINGS.lookAtGame}
          title={STRINGS.lookAtGameTip}
          onClick={() => host.action("lookAtGame")}
        />
      </div>
      {series.length > 0 && <EvaluationSummary series={series} />}
      {latest && <Failures evaluation={latest} />}
      {series.length === 0 && !failed && <p class="hint">{STRINGS.noEvaluations}</p>}
      {series.length > 0 && <Dependencies series={series} />}
      {series.length > 0 && <EvaluationHistory series={series} evaluations={evaluations} />}
    </section>
  );
});

/** What an evaluation could not measure, and why. */
function Failures({ evaluation: { step, failures = {} } }: { evaluation: Evaluation }) {
  return (
    <>
      {Object.entries(failures).map(([name, reason]) => (
        <p key={name} class="hint settings failed-evaluation">
          ⚠ {STRINGS.evaluationFailed(name, formatCount(step), reason)}
        </p>
      ))}
    </>
  );
}

/** What the latest figures depend on. */
function Dependencies({ series }: { series: readonly EvaluationSeries[] }) {
  const { all, own } = describeSharedProvenance(
    series.map(({ title, latest }) => ({ title, settings: withoutFeatures(latest.settings) })),
  );
  return (
    <details>
      <summary>{STRINGS.provenance}</summary>
      {[{ titles: [STRINGS.allFigures], text: all }, ...own]
        .filter(({ text }) => text)
        .map(({ titles, text }) => (
          <p key={titles.join()} class="settings">
            <strong>{titles.join(", ")}: </strong>
            {text}
          </p>
        ))}
    </details>
  );
}
