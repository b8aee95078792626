import type { Command } from "../../src/shared/protocol/messages";
import type { NetworkName } from "../../src/shared/run/run";

/** What of a run is being changed in the page while it trains. */
export type Change =
  | { kind: "optimizer"; network: NetworkName }
  | { kind: "learningRate" }
  | { kind: "updates" }
  | { kind: "objective" };

export type ChangeCommand = Extract<Command, { type: "change" }>;
/** A setting with its new value. */
export type NewSetting = ChangeCommand["set"][number];
