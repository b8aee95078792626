import { useEffect, useState } from "preact/hooks";
import { isChangeable } from "../../src/shared/run/state";
import { Announcer } from "../components/announcer";
import { EmptyState } from "../components/empty-state";
import { useKeptState } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import { AdvicePanel } from "./advice-panel";
import type { Change } from "./change";
import { ChartsPanel } from "./charts-panel";
import { EvaluationsPanel } from "./evaluations-panel";
import { EventsPanel } from "./events-panel";
import { Header } from "./header";
import { LoopPanel } from "./loop-panel";
import { OptimizersPanel } from "./optimizers-panel";
import { SamplesPanel } from "./samples-panel";

/** Whether the diagram of the loop is open. */
const restoreLoop = (kept: unknown): { open: boolean } => ({
  open: typeof kept === "object" && kept !== null && "open" in kept && kept.open === true,
});

/** A run: how far it is, its charts, samples, optimizers, evaluations and events. */
export function Dashboard({ model }: { model: RunModel }) {
  const { summary } = model;
  const [change, setChange] = useState<Change>();
  const [loop, setLoop] = useKeptState("loop", restoreLoop);
  const changeable = summary !== undefined && isChangeable(summary.record.state);
  useEffect(() => {
    if (!changeable) setChange(undefined);
  }, [changeable]);
  if (!summary) return <EmptyState />;
  return (
    <>
      <main class="dashboard">
        <Header summary={summary} onChange={setChange} onLoop={() => setLoop({ open: !loop.open })}>
          <AdvicePanel events={model.events} changeable={changeable} sampleUri={model.sampleUri} />
          {loop.open && (
            <LoopPanel
              key={summary.dir}
              {...{ model, changeable }}
              onClose={() => setLoop({ open: false })}
            />
          )}
        </Header>
        {/* Another run has other steps than those that were zoomed to. */}
        <ChartsPanel key={summary.dir} model={model} />
        <div class="side">
          <SamplesPanel model={model} />
          <OptimizersPanel
            key={summary.dir}
            model={model}
            changeable={changeable}
            change={changeable ? change : undefined}
            onChange={setChange}
          />
          <EvaluationsPanel evaluations={model.evaluations} />
        </div>
        <EventsPanel events={model.events} />
      </main>
      <Announcer model={model} />
    </>
  );
}
