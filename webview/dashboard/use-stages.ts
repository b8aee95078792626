import { useEffect, useState } from "preact/hooks";
import { prefersReducedMotion } from "../components/frames";

/* Goes through the stages of an iteration: by itself, and by keys. */

/** How long a stage is shown while they play, in milliseconds. */
const STAGE_MS = 1250;
/** A stage that says more is shown longer: so many milliseconds for each of its words. */
const WORD_MS = 110;

export interface Stages {
  index: number;
  playing: boolean;
  /** Whether they can play: not for whoever wants no motion. */
  plays: boolean;
  choose(index: number): void;
  /** Plays on, from the first stage where the last is shown; or stops. */
  toggle(): void;
  onKeyDown(event: KeyboardEvent): void;
}

/**
 * The stage that is shown, of those with the given numbers of words. They begin to play at once,
 * but for whoever wants no motion.
 */
export function useStages(words: readonly number[]): Stages {
  const plays = !prefersReducedMotion();
  const [index, setIndex] = useState(0);
  const [playing, setPlaying] = useState(plays);
  const last = words.length - 1;
  useEffect(() => {
    if (!playing) return undefined;
    const wait = Math.max(STAGE_MS, WORD_MS * (words[index] ?? 0));
    const timer = setTimeout(() => {
      if (index < last) setIndex(index + 1);
      else setPlaying(false);
    }, wait);
    return () => clearTimeout(timer);
  }, [playing, index, last]);
  const choose = (to: number) => {
    setPlaying(false);
    setIndex(Math.min(last, Math.max(0, to)));
  };
  const toggle = () => {
    if (!playing && index >= last) setIndex(0);
    setPlaying(plays && !playing);
  };
  const keys: Record<string, (() => void) | undefined> = {
    ArrowLeft: () => choose(index - 1),
    ArrowRight: () => choose(index + 1),
    Home: () => choose(0),
    End: () => choose(last),
    " ": toggle,
  };
  return {
    index,
    playing,
    plays,
    choose,
    toggle,
    onKeyDown(event) {
      const act = keys[event.key];
      if (!act || event.target !== event.currentTarget) return;
      event.preventDefault();
      act();
    },
  };
}
