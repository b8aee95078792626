import { useState } from "preact/hooks";
import { currentExperiment, settingAt } from "../../src/shared/protocol/changes";
import type { NetworkName } from "../../src/shared/run/run";
import type { RunModel } from "../components/run-model";
import { Button } from "../components/button";
import { STRINGS } from "../components/strings";
import { AdjustmentCard } from "./adjustment-card";
import type { Change } from "./change";
import { ChangePlace } from "./change-place";
import { FormPlace } from "./form-place";
import { LayersButton } from "./layers-button";
import { LayersForm } from "./layers-form";
import { NetworkCard } from "./network-card";
import { ObjectiveText } from "./objective-text";

interface OptimizersPanelProps {
  model: RunModel;
  changeable: boolean;
  /** What is being changed. */
  change: Change | undefined;
  onChange(change: Change | undefined): void;
}

/** What trains each of the two networks now, and the form to change it in the middle of the run. */
export function OptimizersPanel({ model, changeable, change, onChange }: OptimizersPanelProps) {
  const now = currentExperiment(model.experiment, model.events);
  const [editing, setEditing] = useState<NetworkName>();
  const close = () => setEditing(undefined);
  return (
    <section class="panel optimizers">
      <h2>{STRINGS.optimizers}</h2>
      {(["generator", "discriminator"] as const).map((network) => (
        <div key={network} class="optimizer" data-network={network}>
          <NetworkCard network={network} now={now} />
          <div class="optimizer-buttons">
            <Button
              icon="edit"
              label={STRINGS.edit}
              title={STRINGS.editTip(STRINGS[network])}
              disabled={!changeable}
              onClick={() => onChange({ kind: "optimizer", network })}
            />
            <LayersButton network={network} now={now} onOpen={() => setEditing(network)} />
          </div>
        </div>
      ))}
      <div class="optimizer">
        <ObjectiveText objective={settingAt(now, "objective")} />
      </div>
      <AdjustmentCard
        now={now}
        changeable={changeable}
        onEdit={() => onChange({ kind: "adjustment" })}
      />
      {!changeable && <p class="hint">{STRINGS.notLive}</p>}
      {editing && (
        <FormPlace onClose={close}>
          <LayersForm first={editing} now={now} onClose={close} />
        </FormPlace>
      )}
      {change && (
        <ChangePlace
          key={JSON.stringify(change)}
          change={change}
          now={now}
          onClose={() => onChange(undefined)}
        />
      )}
    </section>
  );
}
