import type { OptimizerConfig } from "../../src/experiment/schema";
import { isChange } from "../../src/shared/protocol/changes";
import type { Command } from "../../src/shared/protocol/messages";
import type { NetworkName, RunEvent } from "../../src/shared/run/run";

type Change = Extract<Command, { type: "change" }>;

/** The command that changes one setting. */
export const changeTo = (path: string, value: unknown): Change => ({
  type: "change",
  set: [{ path, value }],
});

export const changeOptimizers = (
  networks: readonly NetworkName[],
  optimizer: { type: OptimizerConfig["type"] } & Record<string, unknown>,
  slots: "keep" | "reset" = "keep",
): Change => ({
  type: "change",
  set: networks.map((network) => ({ path: `optimizer.${network}`, value: optimizer })),
  slots,
});

export const changeRates = (networks: readonly NetworkName[], rate: number): Change => ({
  type: "change",
  set: networks.map((network) => ({ path: `optimizer.${network}.learningRate`, value: rate })),
});

/** Each recorded change of a setting at a path: from which step, from what and to what. */
export const changesOf = (
  events: readonly RunEvent[],
  path: string,
): [number, unknown, unknown][] =>
  events
    .filter(isChange)
    .flatMap(({ set, step }) =>
      set
        .filter((setting) => setting.path === path)
        .map(({ from, to }): [number, unknown, unknown] => [step, from, to]),
    );
