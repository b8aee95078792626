import type { Experiment } from "../../experiment/schema";
import { keepModule, keptModule } from "../../run/modules";
import { requireTrustInRun, trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { NETWORKS, type NetworkName } from "../../shared/run/run";
import type { LoadedFiles } from "./load";

/* The modules of an experiment: loaded, tried out, and kept with the run. */

export { tryOut } from "./try-out";

/** The networks of an experiment that are modules, loaded. */
export type LoadedModules = Partial<Record<NetworkName, LoadedFiles>>;

/**
 * A run whose networks are loaded, and whether it keeps its modules already: from its first
 * checkpoint on.
 */
export interface RunOfModules {
  dir: string;
  keepsModules: boolean;
}

/**
 * Loads and so runs the modules of an experiment, which is for processes of the trainer's program
 * alone: as a run keeps them, or before that from where the config says. Throws `untrusted` where a
 * run's code may not run here.
 */
export async function loadModules(
  experiment: Experiment,
  run?: RunOfModules,
): Promise<LoadedModules> {
  const modules: LoadedModules = {};
  for (const network of NETWORKS) {
    const { module } = experiment[network];
    if (module === undefined) continue;
    if (run) requireTrustInRun(run.dir, cacheDirs());
    // Late: most experiments have no need of a compiler.
    const { loadModule } = await import("./load");
    if (run?.keepsModules) {
      const { entry, folder } = keptModule(run.dir, network);
      modules[network] = loadModule(network, entry, folder);
    } else {
      modules[network] = loadModule(network, module);
    }
  }
  return modules;
}

/** Keeps modules in a run's folder, to be run from there from now on. */
export function keepModules(runDir: string, modules: LoadedModules): void {
  for (const network of NETWORKS) {
    const loaded = modules[network];
    if (loaded) keepModule(runDir, network, loaded.entry, loaded.sources);
  }
  if (Object.keys(modules).length > 0) trustRun(runDir, cacheDirs());
}
