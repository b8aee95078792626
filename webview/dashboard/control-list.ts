import { isChangeable, isLive, isResumable, type RunState } from "../../src/shared/run/state";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";
import type { Change } from "./change";
import { LOOP_STRINGS } from "./loop-strings";

/* The buttons of a run: in which states each is there, and what it asks. */

/** One button of a run. */
interface Control {
  icon: string;
  label: string;
  /** What it does; one that has none shows its icon alone. */
  tip?: string;
  primary?: boolean;
  shownIn(state: RunState): boolean;
  /** @returns a promise of what takes time, during which the button does nothing more */
  act(host: Host, page: PageParts): unknown;
}

/** What buttons open in the page. */
export interface PageParts {
  /** The form for a change. */
  onChange(change: Change): void;
  /** The diagram of the loop; closes it where it is open. */
  onLoop(): void;
}

const only =
  (wanted: RunState) =>
  (state: RunState): boolean =>
    state === wanted;
const always = () => true;

const NEVER = new Promise<never>(() => {});

/** What can be done with the run as a whole. */
const COURSE: readonly Control[] = [
  {
    icon: "debug-pause",
    label: STRINGS.pause,
    tip: STRINGS.pauseTip,
    primary: true,
    shownIn: only("running"),
    act: (host) => host.command({ type: "pause" }),
  },
  {
    icon: "debug-continue",
    label: STRINGS.resume,
    tip: STRINGS.resumeTip,
    primary: true,
    shownIn: only("paused"),
    act: (host) => host.command({ type: "resume" }),
  },
  {
    icon: "debug-continue",
    label: STRINGS.resume,
    tip: STRINGS.resumeRunTip,
    primary: true,
    shownIn: (state) => isResumable(state) && state !== "finished",
    act: (host) => host.action("resumeRun"),
  },
  {
    icon: "play",
    label: STRINGS.trainAgain,
    tip: STRINGS.trainAgainTip,
    shownIn: isResumable,
    act: (host) => host.action("train"),
  },
  {
    icon: "debug-step-over",
    label: STRINGS.step,
    tip: STRINGS.stepTip,
    shownIn: isChangeable,
    act: (host) => host.command({ type: "step" }),
  },
  {
    icon: "debug-step-into",
    label: STRINGS.stepDiscriminator,
    tip: STRINGS.stepDiscriminatorTip,
    shownIn: isChangeable,
    act: (host) => host.command({ type: "step", only: "discriminator" }),
  },
  {
    icon: "debug-step-out",
    label: STRINGS.stepGenerator,
    tip: STRINGS.stepGeneratorTip,
    shownIn: isChangeable,
    act: (host) => host.command({ type: "step", only: "generator" }),
  },
  {
    icon: "debug-stop",
    label: STRINGS.stop,
    tip: STRINGS.stopTip,
    shownIn: isLive,
    async act(host) {
      // A run that has taken the order stops, and the button goes with that.
      if (await host.command({ type: "stop" })) await NEVER;
    },
  },
];

/** What can be changed while it trains. */
const CHANGES: readonly Control[] = [
  {
    icon: "settings-gear",
    label: STRINGS.changeOptimizer,
    tip: STRINGS.changeOptimizerTip,
    shownIn: isChangeable,
    act: (_, { onChange }) => onChange({ kind: "optimizer", network: "generator" }),
  },
  {
    icon: "dashboard",
    label: STRINGS.changeLearningRate,
    tip: STRINGS.changeLearningRateTip,
    shownIn: isChangeable,
    act: (_, { onChange }) => onChange({ kind: "learningRate" }),
  },
  {
    icon: "layers",
    label: STRINGS.changeUpdates,
    tip: STRINGS.changeUpdatesTip,
    shownIn: isChangeable,
    act: (_, { onChange }) => onChange({ kind: "updates" }),
  },
  {
    icon: "symbol-operator",
    label: STRINGS.changeObjective,
    tip: STRINGS.changeObjectiveTip,
    shownIn: isChangeable,
    act: (_, { onChange }) => onChange({ kind: "objective" }),
  },
];

/** What explains the run. */
const VIEWS: readonly Control[] = [
  {
    icon: "sync",
    label: LOOP_STRINGS.open,
    tip: LOOP_STRINGS.openTip,
    shownIn: always,
    act: (_, { onLoop }) => onLoop(),
  },
];

/** What the run has left on disk. */
const FILES: readonly Control[] = [
  {
    icon: "output",
    label: STRINGS.showLog,
    shownIn: always,
    act: (host) => host.action("showLog"),
  },
  {
    icon: "folder-opened",
    label: STRINGS.revealFolder,
    shownIn: always,
    act: (host) => host.action("revealRunFolder"),
  },
];

/** The buttons of a run, in their order. */
export const CONTROLS: readonly Control[] = [...COURSE, ...CHANGES, ...VIEWS, ...FILES];
