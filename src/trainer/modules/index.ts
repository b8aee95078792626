import type { Experiment } from "../../experiment/schema";
import { keepModule, keptModule } from "../../run/modules";
import { NETWORKS, type NetworkName } from "../../shared/run";
import type { LoadedFiles } from "./load";

export { tryOut } from "./try-out";

/** The networks of an experiment that are modules, loaded. */
export type LoadedModules = Partial<Record<NetworkName, LoadedFiles>>;

/**
 * Loads and so runs the modules of an experiment, which is for processes of the trainer's program alone: as a run keeps them,
 * or without a run from where the config says.
 */
export async function loadModules(experiment: Experiment, runDir?: string): Promise<LoadedModules> {
  const modules: LoadedModules = {};
  for (const network of NETWORKS) {
    const { module } = experiment[network];
    if (module === undefined) continue;
    // Late: most experiments have no need of a compiler.
    const { loadModule } = await import("./load");
    modules[network] = loadModule(
      network,
      runDir === undefined ? module : keptModule(runDir, network).entry,
    );
  }
  return modules;
}

/** Keeps modules in a run's folder, to be run from there from now on. */
export function keepModules(runDir: string, modules: LoadedModules): void {
  for (const network of NETWORKS) {
    const loaded = modules[network];
    if (loaded) keepModule(runDir, network, loaded.entry, loaded.sources);
  }
}
