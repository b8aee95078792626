import type { NetworkName } from "../../src/shared/run/run";

/** What of a run is being changed in the page while it trains. */
export type Change =
  | { kind: "optimizer"; network: NetworkName }
  | { kind: "learningRate" }
  | { kind: "updates" }
  | { kind: "objective" }
  | { kind: "adjustment" };
