import { useEffect, useRef, useState } from "preact/hooks";
import { prefersReducedMotion } from "./frames";

/* Goes through the sample pictures of a run: the state of the player. */

/** Milliseconds that each picture stays while playing. */
const FRAME_MS = 200;
const SLOW_FRAME_MS = 1000;

/** The step that is chosen among those that have a picture, and the ways to another. */
export interface Playing {
  steps: readonly number[];
  /** -1 where there is none. */
  index: number;
  step: number | undefined;
  /** Whether a new picture is shown when it comes. */
  following: boolean;
  playing: boolean;
  choose(index: number): void;
  /** Plays from the chosen step on, from the first where that is the newest; or stops. */
  toggle(): void;
}

/**
 * Follows the newest step until the person goes back, and again once the person returns to the
 * newest.
 */
export function usePlayer(steps: readonly number[]): Playing {
  /** undefined: the newest. */
  const [chosen, setChosen] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const last = steps.length - 1;
  const kept = chosen === undefined ? -1 : steps.indexOf(chosen);
  const index = kept < 0 ? last : kept;
  const go = (to: number) => {
    setChosen(to >= last ? undefined : steps[Math.max(0, to)]);
    if (to >= last) setPlaying(false);
  };
  const advance = useRef(() => {});
  advance.current = () => go(index + 1);
  useEffect(() => {
    if (!playing) return undefined;
    const frame = prefersReducedMotion() ? SLOW_FRAME_MS : FRAME_MS;
    const timer = setInterval(() => advance.current(), frame);
    return () => clearInterval(timer);
  }, [playing]);
  return {
    steps,
    index,
    step: steps[index],
    following: index === last,
    playing,
    choose(to) {
      setPlaying(false);
      go(to);
    },
    toggle() {
      if (!playing && index >= last) go(0);
      setPlaying(!playing);
    },
  };
}

/** The place that a key leads to from a picture: arrow keys, Home and End. */
export function placeOfKey(key: string, { index, steps }: Playing): number | undefined {
  return { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: steps.length - 1 }[key];
}
