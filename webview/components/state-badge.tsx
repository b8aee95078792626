import type { RunState } from "../../src/shared/run/state";
import { Icon } from "./icon";
import { STRINGS } from "./strings";

const ICONS: Record<RunState, string> = {
  starting: "loading codicon-modifier-spin",
  running: "play-circle",
  paused: "debug-pause",
  finished: "pass",
  stopped: "debug-stop",
  interrupted: "debug-disconnect",
  failed: "error",
};

/** The state of a run: an icon and a word, with a colour beside them. */
export function StateBadge({ state }: { state: RunState }) {
  return (
    <span class="state" data-state={state}>
      <Icon name={ICONS[state]} />
      <span>{STRINGS.states[state]}</span>
    </span>
  );
}
