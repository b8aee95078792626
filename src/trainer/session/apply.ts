import { renumbered } from "../../data/numbering";
import type { Experiment, OptimizerConfig } from "../../experiment/schema";
import { changeableModel, sameUpdates } from "../../gan/model";
import { carryOver, optimizer, sameProgram, slotNames } from "../../gan/optimizers";
import { flattenState, type TrainState, unflattenState } from "../../gan/state";
import { mapTree } from "../../gan/tree";
import type { NetworkName } from "../../shared/run/run";
import { tensor } from "../../tensor/tf";
import { valuesOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import type { Session } from "./session";

/* Changes a run in training to another experiment. */

/** The slots that each network's optimizer still has after a change. */
export type CarriedOver = Partial<Record<NetworkName, string[]>>;

/** What becomes of the slots of the networks whose optimizer is set. */
interface SlotsOptions {
  networks: readonly NetworkName[];
  slots: "keep" | "reset";
}

/**
 * Trains another experiment from the next iteration on. Where only numbers change that are fed to
 * the program, the program stays, with its state. Otherwise it is made anew: the state is carried
 * over but for the slots of optimizers that differ, and no batch of data is left out or seen twice.
 */
export async function applyExperiment(
  session: Session,
  next: Experiment,
  { networks, slots }: SlotsOptions,
): Promise<CarriedOver> {
  const { model, step } = session;
  const changed = changeableModel(next);
  const { discriminatorSteps, extraBatches } = changed;
  const nextModel = {
    ...model,
    ...changed,
    ...renumbered(model, step, discriminatorSteps, extraBatches),
  };
  const exchanged = networks.filter(
    (network) =>
      slots === "reset" || !sameProgram(changed.optimizers[network], model.optimizers[network]),
  );
  const carriedOver: CarriedOver = {};
  for (const network of networks) carriedOver[network] = slotNames(changed.optimizers[network]);
  if (exchanged.length === 0 && sameUpdates(model, nextModel)) {
    session.feedFrom(next, nextModel);
    return carriedOver;
  }
  const state = unflattenState(model, await session.program.state());
  const nextSlots = { ...state.optimizers };
  for (const network of exchanged) {
    const exchange = exchangeSlots(state, network, changed.optimizers[network], slots);
    carriedOver[network] = exchange.carriedOver;
    nextSlots[network] = exchange.slots;
  }
  await session.rebuild(next, nextModel, flattenState({ ...state, optimizers: nextSlots }));
  return carriedOver;
}

/** The slots of another optimizer for a network. `keep`: slots that both have are carried over. */
function exchangeSlots(
  state: TrainState<Values>,
  network: NetworkName,
  config: OptimizerConfig,
  slots: "keep" | "reset",
): { slots: Record<string, Values>; carriedOver: string[] } {
  const { params } = state[network];
  const fresh = valuesOf(() =>
    optimizer(config).init(
      mapTree(params, ({ values, shape, dtype }) => tensor(values, shape, dtype)),
    ),
  );
  if (slots === "reset") return { slots: fresh, carriedOver: [] };
  return carryOver(state.optimizers[network], fresh);
}
