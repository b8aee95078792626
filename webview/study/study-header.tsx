import {
  endedTrials,
  runningTrials,
  shareDone,
  SILENCE_SECONDS,
  studyState,
  type StudyState,
} from "../../src/shared/study/progress";
import { settingsText, valuesText } from "../../src/shared/study/trial-text";
import type { StudyView } from "../../src/shared/study/study-view";
import { formatCount, formatDuration } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { useStudyHost, useTrialFocus } from "./study-context";
import { STUDY_STRINGS } from "./study-strings";

interface StudyHeaderProps {
  view: StudyView;
  dir: string;
  /** Whether this window trains it. */
  own: boolean;
}

/** Which study, how far it is, the best so far, and what can be done. */
export function StudyHeader({ view, dir, own }: StudyHeaderProps) {
  const state = studyState(view);
  const host = useStudyHost();
  return (
    <header class="run-header">
      <div class="run-title">
        <h1 title={dir || undefined}>{view.name}</h1>
        <span class="state" data-state={state}>
          <Icon name={ICONS[state]} />
          <span>{STUDY_STRINGS.states[state]}</span>
        </span>
        {host.isWindow && <Controls state={state} own={own} hasBest={view.best.length > 0} />}
      </div>
      <div
        class="progress"
        role="progressbar"
        aria-label={STUDY_STRINGS.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * shareDone(view))}
      >
        <div class="progress-done" style={{ width: `${100 * shareDone(view)}%` }} />
      </div>
      <p class="facts">
        {factsOf(view, state).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {view.description !== undefined && <p>{view.description}</p>}
      <Best view={view} />
    </header>
  );
}

const ICONS: Record<StudyState, string> = {
  running: "play-circle",
  interrupted: "debug-disconnect",
  finished: "pass",
};

function factsOf(view: StudyView, state: StudyState): string[] {
  const { limits, spent, trialsPlanned, workers, secondsLeft } = view;
  const planned = limits.trials ?? trialsPlanned;
  const ended = formatCount(endedTrials(view));
  const pruned = view.trials.filter((trial) => trial.state === "pruned").length;
  const alive = workers.filter(({ silentSeconds }) => silentSeconds < SILENCE_SECONDS).length;
  const facts = [
    planned === undefined
      ? STUDY_STRINGS.trials(ended)
      : STUDY_STRINGS.trialsOf(ended, formatCount(planned)),
    runningTrials(view) > 0 && STUDY_STRINGS.running(runningTrials(view)),
    pruned > 0 && STUDY_STRINGS.pruned(formatCount(pruned)),
    state === "running" && alive > 0 && STUDY_STRINGS.workers(alive),
    state === "running" &&
      secondsLeft !== undefined &&
      STUDY_STRINGS.timeLeft(formatDuration(secondsLeft)),
    spent.seconds > 0 && STUDY_STRINGS.trained(formatDuration(spent.seconds)),
    STUDY_STRINGS.steps(formatCount(spent.steps)),
    STUDY_STRINGS.method(view.method),
    STUDY_STRINGS.base(view.base),
    view.engines.join(", "),
  ];
  return facts.filter((fact) => typeof fact === "string" && fact !== "") as string[];
}

/** The best trial with its value; with two objectives those on the front. */
function Best({ view }: { view: StudyView }) {
  if (view.objectives.length === 0) return null;
  const best = view.trials.filter(({ number }) => view.best.includes(number));
  const [only] = best;
  if (!only) return <p class="hint">{STUDY_STRINGS.noBest}</p>;
  const isFront = view.objectives.length > 1;
  return (
    <p class="best-so-far">
      <strong>{isFront ? STUDY_STRINGS.front(best.length) : STUDY_STRINGS.bestSoFar}</strong>
      {best.slice(0, MAX_FRONT).map((trial) => (
        <TrialLink key={trial.number} trial={trial.number} />
      ))}
      {!isFront && <span>{valuesText(view, only)}</span>}
      {!isFront && <span class="hint">{settingsText(only)}</span>}
    </p>
  );
}

/** So many trials of a front are named; the table marks all of them. */
const MAX_FRONT = 12;

function TrialLink({ trial }: { trial: number }) {
  const { select } = useTrialFocus();
  return (
    <button type="button" class="link" onClick={() => select(trial)}>
      {STUDY_STRINGS.bestTrial(trial)}
    </button>
  );
}

interface ControlsProps {
  state: StudyState;
  own: boolean;
  hasBest: boolean;
}

function Controls({ state, own, hasBest }: ControlsProps) {
  const host = useStudyHost();
  return (
    <div class="controls">
      {own && (
        <Button
          icon="debug-stop"
          label={STUDY_STRINGS.stop}
          title={STUDY_STRINGS.stopTip}
          onClick={() => host.action("stop")}
        />
      )}
      {!own && state === "interrupted" && (
        <Button
          icon="debug-continue"
          label={STUDY_STRINGS.resume}
          title={STUDY_STRINGS.resumeTip}
          primary
          onClick={() => host.action("resume")}
        />
      )}
      <Button
        icon="save"
        label={STUDY_STRINGS.writeBest}
        title={STUDY_STRINGS.writeBestTip}
        disabled={!hasBest}
        onClick={() => host.action("writeBest")}
      />
      <Button
        icon="play"
        label={STUDY_STRINGS.trainBest}
        title={STUDY_STRINGS.trainBestTip}
        disabled={!hasBest}
        onClick={() => host.action("trainBest")}
      />
      <Button
        icon="file"
        label={STUDY_STRINGS.report}
        title={STUDY_STRINGS.reportTip}
        onClick={() => host.action("report")}
      />
    </div>
  );
}
