import { useMemo, useState } from "preact/hooks";
import { currentExperiment, settingAt } from "../../src/shared/protocol/changes";
import type { IterationTrace } from "../../src/shared/run/trace";
import { formatCount } from "../../src/shared/text/format";
import { Button } from "../components/button";
import { IconButton } from "../components/icon-button";
import { useHost, usePictures } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import { LoopDiagram } from "./loop-diagram";
import { LOOP_STRINGS } from "./loop-strings";
import { isCriticLoss, liveView } from "./loop-view";
import { SlowMotion } from "./slow-motion";

/* The loop of training: what goes on now, or the next iteration in slow motion. */

interface LoopPanelProps {
  model: RunModel;
  /** Whether the run is being trained, so that its next iteration can be looked into. */
  changeable: boolean;
  onClose(): void;
}

/** The diagram of the loop with the newest samples; on demand an iteration stage by stage. */
export function LoopPanel({ model, changeable, onClose }: LoopPanelProps) {
  const host = useHost();
  const [trace, setTrace] = useState<IterationTrace>();
  const [refused, setRefused] = useState(false);
  const look = async () => {
    const next = await host.trace();
    setRefused(next === undefined);
    if (next) setTrace(next);
  };
  const train = async () => {
    if (await host.command({ type: "step" })) await look();
  };
  const step = model.summary?.record.step ?? 0;
  return (
    <section class="panel loop">
      <div class="panel-title">
        <h2>{LOOP_STRINGS.title}</h2>
        {trace ? (
          <Button
            label={LOOP_STRINGS.live}
            title={LOOP_STRINGS.liveTip}
            onClick={() => setTrace(undefined)}
          />
        ) : (
          <Button
            primary
            icon="debug-line-by-line"
            label={LOOP_STRINGS.slowMotion}
            title={LOOP_STRINGS.slowMotionTip}
            disabled={!changeable}
            onClick={look}
          />
        )}
        <IconButton icon="close" label={LOOP_STRINGS.close} onClick={onClose} />
      </div>
      {refused && <p role="alert">{LOOP_STRINGS.refused}</p>}
      {trace ? (
        <SlowMotion key={trace.step} trace={trace}>
          {trace.step !== step + 1 && <p class="hint">{LOOP_STRINGS.passed(formatCount(step))}</p>}
          {changeable && (
            <Button
              icon="debug-step-over"
              label={trace.step === step + 1 ? LOOP_STRINGS.trainIt : LOOP_STRINGS.lookAgain}
              title={trace.step === step + 1 ? LOOP_STRINGS.trainItTip : LOOP_STRINGS.slowMotionTip}
              onClick={trace.step === step + 1 ? train : look}
            />
          )}
        </SlowMotion>
      ) : (
        <Live model={model} changeable={changeable} />
      )}
    </section>
  );
}

/** The loop as it goes: newest samples and metrics. */
function Live({ model, changeable }: Pick<LoopPanelProps, "model" | "changeable">) {
  const pictures = usePictures();
  const newest = model.sampleSteps.at(-1);
  const picture = newest === undefined ? undefined : pictures.get(newest);
  const { series, sampleUri, experiment, events } = model;
  const loss = settingAt(currentExperiment(experiment, events), "objective.loss");
  const latest = (name: "dReal" | "dFake" | "lossD" | "lossG") =>
    series.length === 0 ? {} : { [name]: series.latest(name) };
  const numbers = {
    ...latest("dReal"),
    ...latest("dFake"),
    ...latest("lossD"),
    ...latest("lossG"),
  };
  const critic = isCriticLoss(loss);
  const still = useMemo(
    () => liveView(picture, {}, { critic, sampleUri }),
    [picture, critic, sampleUri],
  );
  return (
    <div class="loop-body">
      <LoopDiagram
        view={{ ...still, numbers }}
        flowing={model.summary?.record.state === "running"}
      />
      <p class="hint loop-side">{changeable ? LOOP_STRINGS.liveHint : LOOP_STRINGS.restHint}</p>
    </div>
  );
}
