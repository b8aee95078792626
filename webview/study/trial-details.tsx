import { spreadText, STATE_NAMES, valueText } from "../../src/shared/study/trial-table";
import type { StudyView, TrialRunView, TrialView } from "../../src/shared/study/study-view";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { IconButton } from "../components/icon-button";
import { useStudyHost, useTrialFocus } from "./study-context";
import { STUDY_STRINGS } from "./study-strings";

/** The trial that was chosen: its settings, its runs, and what can be done with it. */
export function TrialDetails({ view }: { view: StudyView }) {
  const host = useStudyHost();
  const { selected, select } = useTrialFocus();
  const trial = view.trials.find(({ number }) => number === selected);
  if (!trial) return <p class="hint details-place">{STUDY_STRINGS.noSelection}</p>;
  return (
    <section class="trial-details" aria-label={STUDY_STRINGS.details(trial.number)}>
      <div class="details-head">
        <h3>{STUDY_STRINGS.details(trial.number)}</h3>
        <span data-state={trial.state}>{STATE_NAMES[trial.state]}</span>
        {view.objectives.map(({ title }, i) => (
          <span key={title}>{`${title} ${spreadText(trial.objectives?.[i]) || "–"}`}</span>
        ))}
        {host.isWindow && <TrialButtons trial={trial} />}
        <IconButton icon="close" label={STUDY_STRINGS.close} onClick={() => select(undefined)} />
      </div>
      <dl class="trial-values">
        {Object.entries(trial.values).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{valueText(value)}</dd>
          </div>
        ))}
      </dl>
      <ul class="trial-runs">
        {trial.runs.map((run) => (
          <RunLine key={run.id} trial={trial.number} run={run} />
        ))}
      </ul>
    </section>
  );
}

function TrialButtons({ trial: { number } }: { trial: TrialView }) {
  const host = useStudyHost();
  return (
    <span class="controls">
      <Button
        icon="save"
        label={STUDY_STRINGS.writeThis}
        title={STUDY_STRINGS.writeThisTip}
        onClick={() => host.action("writeBest", number)}
      />
      <Button
        icon="debug-continue"
        label={STUDY_STRINGS.trainThis}
        title={STUDY_STRINGS.trainThisTip}
        onClick={() => host.action("trainBest", number)}
      />
    </span>
  );
}

/** A run of the trial: its seed, how far it is, its values. */
function RunLine({ trial, run }: { trial: number; run: TrialRunView }) {
  const host = useStudyHost();
  const { id, seed, state, step, steps, values, error } = run;
  const text = [
    STUDY_STRINGS.seed(seed),
    STATE_NAMES[state],
    STUDY_STRINGS.stepOf(formatCount(step), formatCount(steps)),
    ...values.filter((value) => value !== null).map((value) => formatNumber(value)),
    error,
  ];
  return (
    <li>
      {host.isWindow && state !== "waiting" && (
        <IconButton
          icon="graph-line"
          label={STUDY_STRINGS.openRunOf(trial, seed)}
          onClick={() => host.openRun(id)}
        />
      )}
      <span>{text.filter(Boolean).join(" · ")}</span>
      <code class="hint">{id}</code>
    </li>
  );
}
