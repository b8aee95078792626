import type { NetworkName } from "../run/run";

/*
 * How often a step updates each network. These settings can be changed while a run trains: the
 * command of the palette, the form of the dashboard and what is told of a change go through this
 * list.
 */

/** The most updates of one network in a step. */
export const MAX_UPDATES = 100;

export interface UpdateCount {
  path: string;
  /** What it is called in formulas. */
  symbol: string;
  network: NetworkName;
  /** A sentence's subject. */
  subject: string;
}

export const UPDATE_COUNTS: readonly UpdateCount[] = [
  {
    path: "training.discriminatorSteps",
    symbol: "k",
    network: "discriminator",
    subject: "Discriminator updates per step (k)",
  },
  {
    path: "training.generatorSteps",
    symbol: "k_G",
    network: "generator",
    subject: "Generator updates per step (k_G)",
  },
];
