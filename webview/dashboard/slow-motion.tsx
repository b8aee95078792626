import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { IterationTrace } from "../../src/shared/run/trace";
import { formatCount } from "../../src/shared/text/format";
import { IconButton } from "../components/icon-button";
import { LoopDiagram } from "./loop-diagram";
import type { Stage } from "./loop-parts";
import { stagesOf } from "./loop-stages";
import { LOOP_STRINGS } from "./loop-strings";
import { viewOfStage } from "./loop-view";
import { type Stages, useStages } from "./use-stages";

/* One iteration in slow motion: its stages, lit in the diagram and told in words. */

interface SlowMotionProps {
  trace: IterationTrace;
  /** What stands beside the buttons. */
  children?: ComponentChildren;
}

export function SlowMotion({ trace, children }: SlowMotionProps) {
  const stages = useMemo(() => stagesOf(trace), [trace]);
  const words = useMemo(() => stages.map(({ caption }) => caption.split(" ").length), [stages]);
  const place = useStages(words);
  const stage = stages[place.index];
  const view = useMemo(() => stage && viewOfStage(trace, stage), [trace, stage]);
  if (!stage || !view) return null;
  return (
    <div class="loop-body">
      <div
        class="loop-stage"
        tabIndex={0}
        role="group"
        aria-label={LOOP_STRINGS.slow}
        aria-description={LOOP_STRINGS.keys}
        onKeyDown={place.onKeyDown}
      >
        <LoopDiagram view={view} flowing={place.playing} />
      </div>
      <div class="loop-side">
        <Caption trace={trace} stage={stage} place={place} />
        <StageButtons stages={stages} place={place} />
        <div class="loop-tools">
          <IconButton
            icon="chevron-left"
            label={LOOP_STRINGS.previous}
            disabled={place.index === 0}
            onClick={() => place.choose(place.index - 1)}
          />
          {place.plays && (
            <IconButton
              icon={place.playing ? "debug-pause" : "play"}
              label={place.playing ? LOOP_STRINGS.pause : LOOP_STRINGS.play}
              onClick={place.toggle}
            />
          )}
          <IconButton
            icon="chevron-right"
            label={LOOP_STRINGS.next}
            disabled={place.index === stages.length - 1}
            onClick={() => place.choose(place.index + 1)}
          />
          {children}
        </div>
      </div>
    </div>
  );
}

const groupOf = ({ network, index, count }: Stage): string =>
  LOOP_STRINGS.updateOf(network, index, count);

interface CaptionProps {
  trace: IterationTrace;
  stage: Stage;
  place: Stages;
}

/** What the stage does, with this run's numbers. Read out where the person goes by stages. */
function Caption({ trace, stage, place }: CaptionProps) {
  const title = `${LOOP_STRINGS.iteration(formatCount(trace.step))} · ${groupOf(stage)}`;
  return (
    <div class="loop-caption" role="status" aria-live={place.playing ? "off" : "polite"}>
      <p class="hint">{trace.pretraining ? `${title} · ${LOOP_STRINGS.pretraining}` : title}</p>
      <h3>{`${place.index + 1}. ${LOOP_STRINGS.names[stage.name]}`}</h3>
      <p>{stage.caption}</p>
      {stage.formula !== undefined && <code>{stage.formula}</code>}
    </div>
  );
}

/** A button for each stage, a row for each update. */
function StageButtons({ stages, place }: { stages: readonly Stage[]; place: Stages }) {
  const rows = new Map<string, [Stage, number][]>();
  for (const [i, stage] of stages.entries()) {
    const group = groupOf(stage);
    rows.set(group, [...(rows.get(group) ?? []), [stage, i]]);
  }
  return (
    <div class="loop-stages" role="group" aria-label={LOOP_STRINGS.stages}>
      {[...rows].map(([group, row]) => (
        <div key={group}>
          <span class="hint">{group}</span>
          {row.map(([stage, i]) => {
            const label = LOOP_STRINGS.stageLabel(i + 1, LOOP_STRINGS.names[stage.name], group);
            return (
              <button
                key={i}
                type="button"
                class="icon-button loop-number-button"
                title={label}
                aria-label={label}
                aria-current={i === place.index ? "step" : undefined}
                onClick={() => place.choose(i)}
              >
                {i + 1}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
