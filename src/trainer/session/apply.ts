import { renumbered } from "../../data/numbering";
import type { Experiment, OptimizerConfig } from "../../experiment/schema";
import { changeableModel, sameUpdates } from "../../gan/model";
import { trainable } from "../../gan/network";
import { carryOver, optimizer, sameProgram, slotNames } from "../../gan/optimizers";
import { slotsPrefix, subtree, withPrefix } from "../../gan/state";
import type { NetworkName } from "../../shared/run/run";
import { tensor } from "../../tensor/tf";
import { valuesOf } from "../../tensor/tensor-values";
import type { Values } from "../../tensor/values";
import { makeProgram, type Session } from "./session";

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
    Object.assign(session, { model: nextModel, experiment: next });
    return carriedOver;
  }
  let state = await session.program.state();
  for (const network of exchanged) {
    const exchange = exchangeSlots(state, network, changed.optimizers[network], slots);
    carriedOver[network] = exchange.carriedOver;
    state = exchange.state;
  }
  await makeProgram(session, nextModel, state);
  session.experiment = next;
  return carriedOver;
}

/**
 * A state with the slots of another optimizer for a network. `keep`: slots that both have are
 * carried over.
 */
function exchangeSlots(
  state: Record<string, Values>,
  network: NetworkName,
  config: OptimizerConfig,
  slots: "keep" | "reset",
): { state: Record<string, Values>; carriedOver: string[] } {
  const prefix = slotsPrefix(network);
  const parameters = Object.entries(trainable(subtree(state, network)));
  const fresh = valuesOf(() =>
    optimizer(config).init(
      Object.fromEntries(
        parameters.map(([name, { values, shape, dtype }]) => [name, tensor(values, shape, dtype)]),
      ),
    ),
  );
  const { slots: next, carriedOver } =
    slots === "keep" ? carryOver(subtree(state, prefix), fresh) : { slots: fresh, carriedOver: [] };
  const rest = Object.entries(state).filter(([name]) => !name.startsWith(`${prefix}/`));
  return { state: { ...Object.fromEntries(rest), ...withPrefix(prefix, next) }, carriedOver };
}
