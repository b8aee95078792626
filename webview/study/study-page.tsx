import { useMemo, useState } from "preact/hooks";
import type { StudyContent } from "../../src/shared/protocol/study-messages";
import type { Brushes } from "../../src/shared/study/brushing";
import { brushedTrials, parallelAxes } from "../../src/shared/study/parallel";
import { trialText } from "../../src/shared/study/trial-text";
import type { StudyView } from "../../src/shared/study/study-view";
import { CurvesChart } from "./curves-chart";
import { HistoryChart } from "./history-chart";
import { Importance } from "./importance";
import { LineageChart } from "./lineage-chart";
import { ParallelChart } from "./parallel-chart";
import { ParetoChart } from "./pareto-chart";
import { SamplesCompared } from "./samples-compared";
import { Slices } from "./slices";
import { ScheduleChart } from "./schedule-chart";
import { type TrialFocus, TrialFocusContext } from "./study-context";
import { StudyHeader } from "./study-header";
import { STUDY_STRINGS } from "./study-strings";
import { TrialDetails } from "./trial-details";
import { TrialsPanel } from "./trials-panel";

interface StudyPageProps {
  dir?: string;
  content?: StudyContent;
  own?: boolean;
}

/** A study: how far it is, its trials as a table and as charts, and what came of it. */
export function StudyPage({ dir = "", content, own = false }: StudyPageProps) {
  if (!content) return <p class="empty">{STUDY_STRINGS.reading}</p>;
  return <StudyBody dir={dir} content={content} own={own} />;
}

function StudyBody({ dir, content, own }: Required<StudyPageProps>) {
  const { view } = content;
  const [pointed, point] = useState<number>();
  const [selected, select] = useState<number>();
  const [brushes, setBrushes] = useState<Brushes>({});
  const axes = useMemo(() => parallelAxes(view), [view]);
  const brushed = useMemo(() => brushedTrials(view, axes, brushes), [view, brushes]);
  const focus: TrialFocus = {
    ...(pointed === undefined ? {} : { pointed }),
    ...(selected === undefined ? {} : { selected }),
    point,
    select,
  };
  const objectives = view.objectives.map((_, i) => i);
  return (
    <TrialFocusContext.Provider value={focus}>
      <main class="study">
        <StudyHeader {...{ view, dir, own }} />
        <Pointed view={view} focus={focus} />
        <div class="study-charts">
          {objectives.map((i) => (
            <HistoryChart key={i} view={view} objective={i} />
          ))}
          {objectives.length > 0 && <CurvesChart view={view} />}
          {objectives.length === 2 && <ParetoChart view={view} />}
          {view.members && <LineageChart view={view} members={view.members} />}
          {view.members &&
            view.parameters.map((parameter) => (
              <ScheduleChart
                key={parameter.name}
                {...{ view, parameter }}
                members={view.members ?? []}
              />
            ))}
        </div>
        <TrialsPanel view={view} brushed={brushed} />
        <TrialDetails view={view} />
        {axes.length > 1 && (
          <ParallelChart {...{ view, axes, brushes, brushed }} onBrush={setBrushes} />
        )}
        {objectives.map((i) => (
          <Importance key={i} view={view} objective={i} />
        ))}
        {objectives.map((i) => (
          <Slices key={i} view={view} objective={i} brushed={brushed} />
        ))}
        <SamplesCompared {...content} />
      </main>
    </TrialFocusContext.Provider>
  );
}

/** What is pointed at, in one place that stays: nothing moves under the mouse. */
function Pointed({ view, focus }: { view: StudyView; focus: TrialFocus }) {
  const trial = view.trials.find(({ number }) => number === focus.pointed);
  return <p class="pointed-trial">{trial && trialText(view, trial)}</p>;
}
