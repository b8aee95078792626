import { useEffect, useState } from "preact/hooks";
import { prefersReducedMotion } from "./frames";
import { IconButton } from "./icon-button";
import { STRINGS } from "./strings";

/** How long the way from the latent grid to the samples takes, in milliseconds. */
const MORPH_MS = 2000;

interface MorphControlProps {
  /** From 0, the latent grid, to 1, where G puts it. */
  morph: number;
  onMorph(morph: number): void;
}

/**
 * Goes from the grid of latents to what G makes of it. Whoever wants no motion has the slider, and
 * a button that shows both ends in turn.
 */
export function MorphControl({ morph, onMorph }: MorphControlProps) {
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return undefined;
    let frame = 0;
    let began: number | undefined;
    const draw = (now: number) => {
      began ??= now;
      const share = Math.min(1, (now - began) / MORPH_MS);
      onMorph(share);
      if (share < 1) frame = requestAnimationFrame(draw);
      else setPlaying(false);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  const play = () => {
    if (prefersReducedMotion()) onMorph(morph < 1 ? 1 : 0);
    else setPlaying(!playing);
  };
  return (
    <div class="picture-options morph">
      <IconButton
        icon={playing ? "debug-pause" : "play"}
        label={STRINGS.playMorph}
        onClick={play}
      />
      <input
        type="range"
        min={0}
        max={100}
        step={1}
        value={Math.round(100 * morph)}
        aria-label={STRINGS.morph}
        aria-valuetext={STRINGS.morphAt(String(Math.round(100 * morph)))}
        onInput={({ currentTarget }) => {
          setPlaying(false);
          onMorph(Number(currentTarget.value) / 100);
        }}
      />
    </div>
  );
}
