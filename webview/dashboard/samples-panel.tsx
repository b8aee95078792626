import { isLive } from "../../src/shared/run/state";
import { ExploreButton } from "../components/explore-button";
import { IconButton } from "../components/icon-button";
import { useHost } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import { SamplesView } from "../components/samples-view";
import { STRINGS } from "../components/strings";
import { usePlayer } from "../components/use-player";

/** The samples of a run beside its charts. */
export function SamplesPanel({ model }: { model: RunModel }) {
  const host = useHost();
  const player = usePlayer(model.sampleSteps);
  const { dir = "", record } = model.summary ?? {};
  const training = record !== undefined && isLive(record.state) && record.state !== "starting";
  return (
    <section class="panel samples-panel">
      <div class="panel-title">
        <h2>{STRINGS.samples}</h2>
        <IconButton
          icon="device-camera"
          label={STRINGS.takeSample}
          disabled={!training}
          onClick={() => host.command({ type: "sample" })}
        />
        <ExploreButton step={player.step} />
        <IconButton
          icon="repo-forked"
          label={STRINGS.branchHere}
          disabled={player.step === undefined}
          onClick={() => host.action("branch", player.step)}
        />
        <IconButton
          icon="go-to-file"
          label={STRINGS.openPicture}
          disabled={player.step === undefined}
          onClick={() => host.action("openPicture", player.step)}
        />
      </div>
      <SamplesView run={dir} player={player} sampleUri={model.sampleUri} />
    </section>
  );
}
