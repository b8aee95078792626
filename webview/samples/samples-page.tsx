import { formatCount } from "../../src/shared/text/format";
import { EmptyState } from "../components/empty-state";
import { ExploreButton } from "../components/explore-button";
import { IconButton } from "../components/icon-button";
import { useHost } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import { SamplesView } from "../components/samples-view";
import { StateBadge } from "../components/state-badge";
import { STRINGS } from "../components/strings";
import { usePlayer } from "../components/use-player";
import { TilesView } from "./tiles-view";

/** The samples of a run in the side panel. */
export function SamplesPage({ model }: { model: RunModel }) {
  const { summary } = model;
  const host = useHost();
  const player = usePlayer(model.sampleSteps);
  if (!summary) return <EmptyState />;
  const { name, state, step, steps } = summary.record;
  return (
    <main class="samples-page">
      <header class="samples-header">
        <div>
          <h2 class="run-name">{name}</h2>
          <div class="samples-state">
            <StateBadge state={state} />
            <span class="hint">{STRINGS.stepOf(formatCount(step), formatCount(steps))}</span>
          </div>
        </div>
        <span>
          <ExploreButton step={player.step} />
          <IconButton
            icon="graph-line"
            label={STRINGS.openDashboard}
            onClick={() => host.action("openDashboard")}
          />
        </span>
      </header>
      <SamplesView
        run={summary.dir}
        player={player}
        sampleUri={model.sampleUri}
        Images={TilesView}
      />
    </main>
  );
}
