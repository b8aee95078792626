import { formatCount } from "../../src/shared/text/format";
import { IconButton } from "./icon-button";
import { STRINGS } from "./strings";
import type { Playing } from "./use-player";

/** Chooses one of the steps that have a picture: slider, previous, next, play. */
export function Player({ player }: { player: Playing }) {
  const { step, steps, index, playing, following, choose, toggle } = player;
  const last = steps.length - 1;
  const text = step === undefined ? "" : STRINGS.stepNumber(formatCount(step));
  const place = STRINGS.positionOf(index + 1, steps.length);
  return (
    <div class="player">
      <div class="player-buttons">
        <IconButton
          icon="chevron-left"
          label={STRINGS.previous}
          disabled={index <= 0}
          onClick={() => choose(index - 1)}
        />
        <IconButton
          icon={playing ? "debug-pause" : "play"}
          label={playing ? STRINGS.stopPlaying : STRINGS.play}
          disabled={last < 1}
          onClick={toggle}
        />
        <IconButton
          icon="chevron-right"
          label={STRINGS.next}
          disabled={index >= last}
          onClick={() => choose(index + 1)}
        />
        <IconButton
          icon="pinned"
          label={STRINGS.newest}
          disabled={last < 0}
          pressed={following}
          onClick={() => choose(last)}
        />
      </div>
      <input
        type="range"
        class="player-slider"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={Math.max(0, index)}
        disabled={last < 1}
        aria-label={STRINGS.sampleStep}
        aria-valuetext={step === undefined ? STRINGS.noSamples : `${text}, ${place}`}
        onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
      />
      <span class="player-step">{text}</span>
    </div>
  );
}
