import type { NetworkName } from "../../src/shared/run/run";
import type { TracedUpdate } from "../../src/shared/run/trace";
import type { LOOP_STRINGS } from "./loop-strings";

/* What the diagram of the loop, and an iteration in slow motion, consist of. */

/** What the diagram of the loop consists of; `a-b` is the way from a to b. */
export type Part =
  | "latents"
  | "G"
  | "fake"
  | "real"
  | "D"
  | "outputs"
  | "lossD"
  | "lossG"
  | "latents-G"
  | "G-fake"
  | "fake-D"
  | "real-D"
  | "D-outputs"
  | "outputs-lossD"
  | "outputs-lossG"
  | "lossD-D"
  | "lossG-D"
  | "D-fake"
  | "fake-G";

/** The numbers that the diagram shows, as far as they are known. */
export interface LoopNumbers {
  dReal?: number;
  dFake?: number;
  lossD?: number;
  lossG?: number;
}

/** One update, as the buttons of its stages have it. */
export interface Update {
  network: NetworkName | "both";
  /** Among the updates of the same network, counted from 1. */
  index: number;
  count: number;
}

export interface Stage extends Update {
  name: keyof typeof LOOP_STRINGS.names;
  caption: string;
  /** Of the loss that it tells. */
  formula?: string;
  lit: readonly Part[];
  numbers: LoopNumbers;
  /** The update whose samples are shown. */
  update: TracedUpdate;
  /** Whether D is shown as it is after its last update. */
  dAfter: boolean;
}
